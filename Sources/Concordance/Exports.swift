// The query language belongs to the library's face: whoever imports Concordance can build queries and read their reports.

// The attribute is the language's only way to hand on another module's names and is what the ecosystem's packages use.
@_exported public import ConcordSearch
