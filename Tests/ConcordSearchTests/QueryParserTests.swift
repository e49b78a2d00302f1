// Texts with the trees and the notes that they give.

import ConcordSearch
import ConcordTestSupport
import Testing

struct QueryParserTests {
  struct Row: CustomTestStringConvertible {
    let text: String
    let tree: String
    let notes: String
    init(_ text: String, _ tree: String, _ notes: String = "") {
      (self.text, self.tree, self.notes) = (text, tree, notes)
    }
    var testDescription: String { text }
  }

  static let words = [
    Row("", "{}"), Row("  \t\n ", "{}"), Row("lamp", "'lamp'"), Row("lamp oil", "{?'lamp' ?'oil'}"),
    Row("  lamp\u{3000}oil\u{A0}wick ", "{?'lamp' ?'oil' ?'wick'}"),
    Row("C++", "'C++'"), Row("a-b", "'a-b'"), Row("don't", "'don't'"), Row("foo(bar)", "'foo(bar)'"),
    Row("foo()", "'foo()'"), Row("f(g(x),y)", "'f(g(x),y)'"), Row("(foo(bar))", "'foo(bar)'"),
    Row("foo(bar baz)", "{?'foo' ?{?'bar' ?'baz'}}"), Row("--verbose", "'--verbose'"), Row("++i", "'++i'"),
    Row("http://x.org/a", "'http://x.org/a'"), Row("std::vector", "'std::vector'"), Row("12:30", "'12:30'"),
    Row(#"C:\x"#, #"'C:\x'"#), Row(#"C:\Users\me"#, #"'C:\Users\me'"#), Row("note: this", "{?'note:' ?'this'}"),
    Row(#"\-x"#, "'-x'"), Row(#"a\ b"#, "'a b'"), Row(#"title\:x"#, "'title:x'"), Row(#"\AND"#, "'AND'"),
    Row(#"\(a\)"#, "'(a)'"), Row(#"lamp\*"#, "'lamp*'"), Row(#"5\""#, "'5\"'"),
    Row(#"12" record"#, "{?'12\"' ?'record'}"),
    Row("and or not", "{?'and' ?'or' ?'not'}"), Row("猫 犬", "{?'猫' ?'犬'}"),
    Row("a & b", "{?'a' ?'b'}", "nothingToSearch 2..<3"),
    Row("a – b", "{?'a' ?'b'}", "nothingToSearch 2..<5"), Row("🙂", "'🙂'"), Row("***", "{}", "nothingToSearch 0..<3"),
    Row("lamp*", "prefix 'lamp'"), Row("lamp**", "prefix 'lamp'"), Row("lamp~", "fuzzy 'lamp'"),
    Row("lamp~0", "fuzzy0 'lamp'"), Row("lamp~2", "fuzzy2 'lamp'"), Row("lamp~9", "fuzzy2 'lamp'", "badDistance 4..<6"),
    Row("lamp~0.8", "fuzzy 'lamp'", "badDistance 4..<8"), Row("lamp~x", "'lamp~x'"), Row("~/bin", "'~/bin'"),
    Row("lamp*~1", "prefix 'lamp'", "badDistance 5..<7"), Row("lamp~1*", "prefix 'lamp'", "badDistance 4..<6"),
    Row("lamp~1~2", "fuzzy2 'lamp'", "badDistance 4..<6"), Row("la*p", "'la*p'", "strayOperator 2..<3"),
    Row("*", "all"), Row("* lamp", "{?all ?'lamp'}"), Row("*^2", "2.0*all"),
    Row("lamp^2.5", "2.5*'lamp'"), Row("lamp^1", "'lamp'"), Row("lamp*^2", "2.0*prefix 'lamp'"),
    Row("lamp~1^2", "2.0*fuzzy1 'lamp'"), Row("lamp^1e-2", "0.01*'lamp'"), Row("lamp^", "'lamp'", "badBoost 4..<5"),
    Row("lamp^x", "'lamp^x'", "badBoost 4..<6"), Row("lamp^-1", "'lamp^-1'", "badBoost 4..<7"),
    Row("lamp^2^3", "3.0*'lamp'", "badBoost 4..<6"), Row("lamp^5000", "1000.0*'lamp'", "badBoost 4..<9"),
    Row("lamp^9e99", "1000.0*'lamp'", "badBoost 4..<9"), Row("^2", "'^2'"), Row("f(x^2)", "'f(x^2)'"),
  ]

  static let phrases = [
    Row(#""lamp oil""#, #""lamp oil"0"#), Row(#""lamp oil"~2"#, #""lamp oil"2"#),
    Row(#""lamp oil"~2^3"#, #"3.0*"lamp oil"2"#), Row(#""lamp oil"^3~2"#, #"3.0*"lamp oil"2"#),
    Row(#""lamp oil"~"#, #""lamp oil"0"#, "badSlop 10..<11"),
    Row(#""lamp oil"~999"#, #""lamp oil"100"#, "badSlop 10..<14"),
    Row(#""a b"~1~2"#, #""a b"1"#, "badSlop 7..<9"), Row(#""a b"*"#, #""a b"0"#, "strayOperator 5..<6"),
    Row(#""a b"^x"#, #"{?"a b"0 ?'x'}"#, "badBoost 5..<6"), Row(#""a b"c"#, #"{?"a b"0 ?'c'}"#),
    Row(#""a\"b""#, #""a"b"0"#), Row("“lamp oil”", #""lamp oil"0"#), Row("„lamp oil“", #""lamp oil"0"#),
    Row("«lamp oil»~1", #""lamp oil"1"#), Row("“lamp oil\"", #""lamp oil"0"#),
    Row(#""""#, "{}", "nothingToSearch 0..<2"),
    Row(#"a "..." b"#, "{?'a' ?'b'}", "nothingToSearch 2..<7"),
    Row(#""lamp oil"#, "{?'lamp' ?'oil'}", "unclosedQuote 0..<1"),
    Row(#"a ""#, "'a'", "unclosedQuote 2..<3"), Row(#"-"lamp"#, "{-'lamp'}", "onlyNegative 0..<6, unclosedQuote 1..<2"),
    Row(#"lamp title:" oil"#, "{?'lamp' ?'oil'}", "unclosedQuote 5..<12"),
    Row(#""a" "b"#, #"{?"a"0 ?'b'}"#, "unclosedQuote 4..<5"),
    Row(#""lamp" AND "oil""#, #"{+"lamp"0 +"oil"0}"#), Row(#""AND""#, #""AND"0"#),
  ]

  static let operators = [
    Row("+lamp oil", "{+'lamp' ?'oil'}"), Row("+lamp", "'lamp'"), Row("lamp -gas", "{?'lamp' -'gas'}"),
    Row("lamp NOT gas", "{?'lamp' -'gas'}"), Row("a AND b", "{+'a' +'b'}"), Row("a OR b", "{?'a' ?'b'}"),
    Row("a AND b OR c AND d", "{?{+'a' +'b'} ?{+'c' +'d'}}"), Row("a OR b AND c", "{?'a' ?{+'b' +'c'}}"),
    Row("a AND b c", "{+'a' +'b' ?'c'}"), Row("a AND NOT b", "{+'a' -'b'}"), Row("a AND -b", "{+'a' -'b'}"),
    Row("a OR NOT b", "{?'a' ?{-'b'}}"), Row("a AND (b OR c)", "{+'a' +{?'b' ?'c'}}"),
    Row("a OR +b", "{?'a' ?'b'}", "strayOperator 5..<6"),
    Row("NOT NOT a", "{-'a'}", "onlyNegative 0..<9, strayOperator 4..<7"),
    Row("foo AND", "'foo'", "strayOperator 4..<7"), Row("AND foo", "'foo'", "strayOperator 0..<3"),
    Row("a AND OR b", "{+'a' +'b'}", "strayOperator 6..<8"), Row("a NOT AND b", "{+'a' +'b'}", "strayOperator 2..<5"),
    Row("a NOT", "'a'", "strayOperator 2..<5"), Row("OR", "{}", "strayOperator 0..<2"),
    Row("-", "{}", "strayOperator 0..<1"),
    Row("a - b", "{?'a' ?'b'}", "strayOperator 2..<3"), Row("a +", "'a'", "strayOperator 2..<3"),
    Row("-gas", "{-'gas'}", "onlyNegative 0..<4"), Row("-a -b", "{-'a' -'b'}", "onlyNegative 0..<5"),
    Row("-AND", "{-'AND'}", "onlyNegative 0..<4"), Row("+a^0 b", "{+0.0*'a' ?'b'}"),
    Row("+lang:en a", "{#lang='en' ?'a'}"), Row("+lang:en^0 a", "{#lang='en' ?'a'}"),
    Row("+lang:en^2 a", "{+2.0*lang='en' ?'a'}"), Row("lang:en AND year:1 a", "{#lang='en' #year='1' ?'a'}"),
    Row("a -b^2", "{?'a' -'b'}", "badBoost 4..<6"),
    Row("-*", "{-all}", "onlyNegative 0..<2"), Row("(a)-b", "{?'a' ?'-b'}"), Row(#""a"-b"#, #"{?"a"0 ?'-b'}"#),
    Row("(-b a)", "{-'b' ?'a'}"),
    Row("a AND(b c)", "{+'a' +{?'b' ?'c'}}"),
  ]

  static let groups = [
    Row("(lamp oil)", "{?'lamp' ?'oil'}"), Row("a (b c)", "{?'a' ?{?'b' ?'c'}}"), Row("(a b)^2", "2.0*{?'a' ?'b'}"),
    Row("-(a b) c", "{-{?'a' ?'b'} ?'c'}"), Row("((a))", "'a'"), Row("(a)(b)", "{?'a' ?'b'}"),
    Row("()", "{}", "emptyGroup 0..<2"), Row("a ()^2 b", "{?'a' ?'b'}", "emptyGroup 2..<6"),
    Row("(a", "'a'", "unclosedGroup 0..<1"),
    Row("((a b", "{?'a' ?'b'}", "unclosedGroup 0..<1, unclosedGroup 1..<2"),
    Row("a) b", "{?'a' ?'b'}", "strayParenthesis 1..<2"),
    Row("a))^2", "'a'", "strayParenthesis 1..<5"), Row("(a AND) b", "{?'a' ?'b'}", "strayOperator 3..<6"),
    Row("(-a) b", "{?{-'a'} ?'b'}", "onlyNegative 0..<4"), Row("(a)~2", "'a'", "badSlop 3..<5"),
    Row("(-a)", "{-'a'}", "onlyNegative 0..<4"),
    Row("( & )", "{}", "emptyGroup 0..<5, nothingToSearch 2..<3"), Row("(a (b c)^2)^3", "3.0*{?'a' ?2.0*{?'b' ?'c'}}"),
  ]

  static let scopes = [
    Row("title:lamp", "title<'lamp'>"), Row("title:lamp oil", "{?title<'lamp'> ?'oil'}"),
    Row("title:(a b)", "title<{?'a' ?'b'}>"),
    Row(#"title:"p q"~2"#, #"title<"p q"2>"#), Row("title:fres*^2", "2.0*title<prefix 'fres'>"),
    Row("-title:a b", "{-title<'a'> ?'b'}"),
    Row("title:*", "title<all>"), Row("title:", "'title:'", "emptyField 0..<6"),
    Row("title: foo", "{?'title:' ?'foo'}", "emptyField 0..<6"),
    Row("title:body:x", "body<'x'>", "unusedField 0..<6"), Row("title:(body:a b)", "title<{?body<'a'> ?'b'}>"),
    Row("title:(year:2010)", "year='2010'", "unusedField 0..<6"), Row("title:AND", "title<'AND'>"),
    Row("title:-x", "title<'-x'>"),
    Row("title:[a", "title<'[a'>", "badRange 0..<8"), Row("title:()", "{}", "emptyGroup 0..<8"),
    Row("nmae:foo", "'nmae:foo'", "unknownField() 0..<5"), Row("titel:foo", "'titel:foo'", "unknownField(title) 0..<6"),
    Row("TITLE:foo", "'TITLE:foo'", "unknownField(title) 0..<6"),
    Row("x:(a b)", "{?'x:' ?{?'a' ?'b'}}", "unknownField() 0..<2"),
  ]

  static let values = [
    Row("lang:en", "lang='en'"), Row(#"lang:"en US""#, "lang='en US'"), Row("lamp lang:en", "{?'lamp' #lang='en'}"),
    Row("lamp -lang:en", "{?'lamp' -lang='en'}"), Row("lamp AND lang:en", "{+'lamp' #lang='en'}"),
    Row("lamp OR lang:en", "{?'lamp' ?lang='en'}"),
    Row("lamp lang:en^2", "{?'lamp' ?2.0*lang='en'}"), Row("lamp lang:en^1", "{?'lamp' ?lang='en'}"),
    Row("lamp lang:(en fr)", "{?'lamp' #{?lang='en' ?lang='fr'}}"),
    Row("lamp (lang:en OR lang:fr)", "{?'lamp' #{?lang='en' ?lang='fr'}}"),
    Row("lamp lang:en OR lang:fr", "{?'lamp' #{?lang='en' ?lang='fr'}}"),
    Row("lang:(title:x)", "title<'x'>", "unusedField 0..<5"), Row("lang:(title:x (en))", "{?title<'x'> ?lang='en'}"),
    Row("title:body:title:x", "title<'x'>", "unusedField 0..<6, unusedField 6..<11"),
    Row("title:year:(1)", "year='1'", "unusedField 0..<6"),
    Row("lang:(en title:x)", "{?lang='en' ?title<'x'>}"),
    Row("year:2010..2020", "year[2010..]2020"), Row("year:..2020", "year*..]2020"), Row("year:2010..", "year[2010..*"),
    Row("year:1990...2000", "year[1990..]2000"), Row("year:>=2010", "year[2010..*"), Row("year:>2010", "year(2010..*"),
    Row("year:<5", "year*..)5"), Row("year:<=5", "year*..]5"), Row("year:-5..5", "year[-5..]5"),
    Row("year:*", "year*..*"),
    Row("date:2024-01-01..2024-06-30", "date[2024-01-01..]2024-06-30"), Row("year:[a TO b]", "year[a..]b"),
    Row("year:{a TO b}", "year(a..)b"),
    Row("year:[a TO b}", "year[a..)b"), Row("year:[* TO 5]", "year*..]5"), Row("year:[ a  TO  b ]^2", "2.0*year[a..]b"),
    Row(#"year:["a b" TO c]"#, "year[a b..]c"), Row(#"year:>"a b""#, "year(a b..*"),
    Row("year:(1 2..3)", "{?year='1' ?year[2..]3}"),
    Row("year:[a b", "{#year='[a' ?'b'}", "badRange 0..<6"), Row("year:>", "{}", "badRange 0..<6"),
    Row("year:> 5", "'5'", "badRange 0..<6"),
    Row("lang:en*", "lang='en*'", "wholeValue 7..<8"), Row("lang:en~1", "lang='en~1'", "wholeValue 7..<9"),
    Row("lang:http://x", "lang='http://x'"),
    Row("lang:title:x", "lang='title:x'"), Row("lang:", "'lang:'", "emptyField 0..<5"),
    Row(#"lang:"en"#, "lang='en'", "unclosedQuote 5..<6"),
    Row(#"lang:" x"#, "'x'", "emptyField 0..<6, unclosedQuote 5..<6"), Row(#"lang:"""#, "lang=''"),
    Row("lang:en^x", "lang='en^x'", "badBoost 7..<9"),
    Row("lang:(en", "lang='en'", "unclosedGroup 5..<6"), Row(#"lang:("en" -fr)"#, "{?lang='en' -lang='fr'}"),
  ]

  @Test(arguments: words + phrases + operators) func `words, phrases and operators`(_ row: Row) throws {
    try check(row)
  }

  @Test(arguments: groups + scopes + values) func `groups, fields and values`(_ row: Row) throws { try check(row) }

  @Test(
    arguments: [
      Row("a", "'a'"), Row("a b", "{+'a' +'b'}"), Row("a -b", "{+'a' -'b'}"),
      Row("a b OR c d", "{+'a' +{?'b' ?'c'} +'d'}"),
      Row("a OR b", "{?'a' ?'b'}"), Row("a lang:en", "{+'a' #lang='en'}"), Row("a lang:en^2", "{+'a' ?2.0*lang='en'}"),
      Row("a (b c)", "{+'a' +{+'b' +'c'}}"), Row("a lang:(en fr)", "{+'a' #{?lang='en' ?lang='fr'}}"),
      Row("a b^0", "{+'a' +0.0*'b'}"),
      Row("a AND b c", "{+'a' +'b' +'c'}"),
    ])
  func `words side by side may all be required`(_ row: Row) throws { try check(row, match: .all) }

  private func check(_ row: Row, match: QueryMatch = .any) throws {
    let query = try SearchQuery(parsing: row.text, fields: QueryTable.fields, match: match)
    #expect(QueryTable.notation(query.root) == row.tree)
    #expect(QueryTable.notation(query.notes) == row.notes)
    let again = try SearchQuery(parsing: query.description, fields: QueryTable.fields)
    #expect(again.root == query.root, "as \(query.description)")
    #expect(again.notes.allSatisfy { $0.kind == .onlyNegative }, "as \(query.description)")
  }

  @Test func `the table is long`() {
    let rows = Self.words + Self.phrases + Self.operators + Self.groups + Self.scopes + Self.values
    #expect(rows.count >= 80)
  }

  @Test func `a text is limited in bytes and in clauses`() throws {
    let longest = String(repeating: "a", count: QueryLimits.bytes)
    #expect(try SearchQuery(parsing: longest).root == .word(longest))
    #expect(throws: QueryError.tooLong(found: 65537, limit: 65536)) { try SearchQuery(parsing: longest + "a") }
    let most = String(repeating: "a ", count: QueryLimits.clauses)
    #expect(try SearchQuery(parsing: most).root.clauseCount == 1024)
    #expect(throws: QueryError.tooManyClauses(found: 1025, limit: 1024, offset: 2048)) {
      try SearchQuery(parsing: most + "a")
    }
    #expect("\(QueryError.tooLong(found: 3, limit: 2))".contains("at most 2 bytes, this one has 3"))
  }

  @Test func `parentheses beyond the limit are flattened and keep their partners`() throws {
    let (open, close) = (String(repeating: "(a ", count: 70), String(repeating: ")", count: 70))
    let query = try SearchQuery(parsing: open + close + " b")
    #expect(query.notes.map(\.kind) == Array(repeating: .tooDeep, count: 6))
    #expect(query.root.clauseCount == 71)
    #expect(QueryTable.depth(query.root) == QueryLimits.depth + 1)
    guard case .group(let clauses) = query.root else { return #expect(Bool(false)) }
    #expect(clauses.last?.node == .word("b"))
  }
}
