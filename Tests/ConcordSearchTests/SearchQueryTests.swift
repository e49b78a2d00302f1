// Queries that are built in Swift equal queries that are typed.

import ConcordSearch
import ConcordTestSupport
import Testing

struct SearchQueryTests {
  private func typed(_ text: String) throws -> QueryNode {
    let query = try SearchQuery(parsing: text, fields: QueryTable.fields)
    #expect(query.notes.isEmpty)
    return query.root
  }

  @Test func `the example of the documentation`() throws {
    let query = SearchQuery {
      Must(Phrase("lamp oil", slop: 1))
      Should {
        Word("lens")
        Prefix("fres")
      }
      MustNot(Word("gas"))
      InField("title", Word("keeper")).boosted(2)
      Filter("year", in: 1990...2000)
      Filter("lang", equals: "en")
    }
    let text = #"+"lamp oil"~1 lens fres* -gas title:keeper^2 year:1990..2000 lang:en"#
    #expect(query.description == text)
    #expect(query.root == (try typed(text)))
    #expect(query.text == nil && query.notes.isEmpty && !query.isEmpty)
  }

  @Test(arguments: [0, 1, 2, 3]) func `blocks know if, else, for and optionals`(_ count: Int) throws {
    let extra: String? = count > 1 ? "extra" : nil
    let query = SearchQuery {
      if count == 0 { Word("none") } else { Word("some") }
      if let extra { Must(Word(extra)) }
      for index in 0..<count { MustNot(Word("n\(index)")) }
      Should {
        for index in 0..<count { Fuzzy("f\(index)", distance: 1) }
        if count == 3 { Everything() }
      }
    }
    let some = count == 0 ? "none" : "some"
    let out = (0..<count).map { " -n\($0)" }.joined()
    let near = (0..<count).map { " f\($0)~1" }.joined()
    #expect(query.description == some + (count > 1 ? " +extra" : "") + out + near + (count == 3 ? " *" : ""))
  }

  @Test func `groups, filters and boosts`() throws {
    let query = SearchQuery {
      AllOf {
        Word("a")
        AnyOf {
          Word("b")
          Filter("lang", equals: "de")
        }
      }
      Nested {
        Word("c")
        MustNot(Filter(exists: "date"))
      }.boosted(0.5)
      Must(Word("d").boosted(0))
      MustNot {
        Word("e").boosted(3)
        Phrase("f g")
      }
    }
    #expect(query.description == #"(+a +(b lang:de^1)) (c -date:*)^0.5 +d^0 -e -"f g""#)
    #expect(query.root == (try typed(query.description)))
  }

  @Test func `every range of Swift is one of a query`() {
    func text(_ filter: Filter) -> String { SearchQuery { filter }.description }
    #expect(text(Filter("year", in: 1...2)) == "year:1..2")
    #expect(text(Filter("year", in: 1..<2)) == "year:[1 TO 2}")
    #expect(text(Filter("year", in: 1...)) == "year:>=1")
    #expect(text(Filter("year", in: ...2)) == "year:<=2")
    #expect(text(Filter("year", in: ..<2.5)) == "year:<2.5")
    #expect(text(Filter("date", in: "2024-01-01"..."2024-06-30")) == "date:2024-01-01..2024-06-30")
    #expect(text(Filter("lang", equals: "en US")) == #"lang:"en US""#)
    #expect(text(Filter("year", equals: -7)) == "year:-7")
    #expect(text(Filter("draft", equals: true)) == "draft:true")
    #expect(text(Filter("year", in: 1e20...)) == #"year:>="1e+20""#)
    #expect(text(Filter("year", equals: Int64.min)) == "year:-9223372036854775808")
  }

  @Test func `nothing is an empty query, and what is no word is left out`() throws {
    #expect(SearchQuery {}.isEmpty)
    #expect(SearchQuery { Must { AnyOf {} } }.isEmpty)
    #expect(SearchQuery { Word("&") }.isEmpty)
    #expect(SearchQuery(.group([QueryClause(.must, .word("a"))])).root == .word("a"))
    #expect(try SearchQuery(parsing: " ").isEmpty)
  }

  @Test func `a parsed query remembers its text`() throws {
    let query = try SearchQuery(parsing: " a  AND b ")
    #expect(query.text == " a  AND b ")
    #expect(query.description == "+a +b")
  }
}
