// Trees by themselves: their normal form, their text, and the outline that explains them.

import ConcordSearch
import ConcordTestSupport
import Testing

struct QueryNodeTests {
  @Test func `the outline has a line for every node`() throws {
    let text = #"+"lamp oil"~1 lens~ title:(a b*)^2 -gas~1 year:>1990 date:[1 TO 2} lang:* lang:"en US""#
    let root = try SearchQuery(parsing: text, fields: QueryTable.fields).root
    #expect(
      root.explanation == """
        group
          must phrase "lamp oil" slop 1
          should fuzzy "lens" distance automatic
          should boost 2.0
            field "title"
              group
                should word "a"
                should prefix "b"
          must not fuzzy "gas" distance 1
          filter range "year" > "1990"
          filter range "date" >= "1" < "2"
          filter range "lang" any value
          filter equals "lang" "en US"
        """)
    #expect(root.outline.first == QueryOutlineLine(depth: 0, label: "group"))
    #expect(root.outline.map(\.depth) == [0, 1, 1, 1, 2, 3, 4, 4, 1, 1, 1, 1, 1])
    #expect(QueryNode.group([]).explanation == "nothing")
    #expect(QueryNode.everything.explanation == "everything")
  }

  @Test func `an outline never moves the cursor of a terminal`() {
    #expect(QueryNode.word("a\u{1B}[2J\"\u{202E}").explanation == #"word "a\u{1b}[2J\"\u{202e}""#)
  }

  @Test(
    arguments: [
      (QueryNode.group([QueryClause(.must, .boost(.word("a"), 0))]), "a^0"),
      (.group([QueryClause(.filter, .boost(.word("a"), 3)), QueryClause(.mustNot, .boost(.word("b"), 3))]), "+a^0 -b"),
      (.field("title", .field("body", .word("a"))), "body:a"),
      (.field("title", .equals(field: "lang", value: "en")), "lang:en"),
      (.boost(.boost(.word("a"), 2), 3), "(a^2)^3"), (.boost(.word("a"), .nan), "a"), (.boost(.word("a"), -1), "a^0"),
      (.phrase("a b", slop: -4), "\"a b\""), (.fuzzy("a", distance: 7), "a~2"),
      (
        .group([QueryClause(.should, .group([])), QueryClause(.filter, .equals(field: "lang", value: "en"))]), "lang:en"
      ),
      (.field("title", .boost(.word("a"), 2)), "title:(a^2)"), (.boost(.field("title", .word("a")), 2), "title:a^2"),
      (.word("a:b:c"), #"a\:b:c"#), (.word("NOT"), #"\NOT"#), (.word("-a*~^(\\"), #"\-a\*\~\^\(\\"#),
    ])
  func `equal questions have one form`(_ tree: QueryNode, _ text: String) throws {
    #expect(tree.description == text)
    #expect(try SearchQuery(parsing: text, fields: QueryTable.fields).root == tree.normalized)
  }

  @Test func `conditions and counts`() throws {
    let condition = try SearchQuery(parsing: "(lang:en OR year:1..2) -date:*", fields: QueryTable.fields).root
    #expect(condition.isCondition && condition.clauseCount == 3)
    let mixed = try SearchQuery(parsing: "lang:en lamp", fields: QueryTable.fields).root
    #expect(!mixed.isCondition && mixed.clauseCount == 2)
    #expect(!QueryNode.group([]).isCondition)
  }
}
