// The builder: paths in, one artifact out.

import ConcordArtifact
import ConcordBytes
import ConcordText

/// Builds an artifact from files.
///
///     let builder = IndexBuilder()
///     let summary = try builder.build(["docs.jsonl"], to: "docs.ccx")
public struct IndexBuilder: Sendable {
  /// How to build.
  public let options: BuildOptions

  /// Makes a builder.
  public init(options: BuildOptions = BuildOptions()) { self.options = options }

  /// The name and version that go into the settings of what is built.
  package static let builderName = "concord 0.1.0"

  /// Builds one artifact from `paths` and publishes it at `target` in one step: readers see the old file or the new.
  ///
  /// - Parameter golden: asks golden questions of what was built; nil for none.
  /// - Throws: `BuildError`; the old file is then untouched, unless only the sync of the folder failed.
  /// - Complexity: O(bytes of the corpus); private memory as `options.memory` allows.
  public func build(
    _ paths: [String], to target: String, golden: GoldenPass? = nil, progress: (BuildStage) -> Void = { _ in }
  ) throws(BuildError) -> BuildSummary {
    try checkOptions()
    try checkTarget(target)
    progress(.listing)
    var corpus = try Corpus(paths, options: options, folder: PublishedFile.split(target).folder)
    return try build(&corpus, to: target, golden: golden, progress: progress)
  }

  /// Builds one artifact from the documents of a program; they may come in any order.
  public func build(
    documents: some Sequence<NewDocument>, to target: String, golden: GoldenPass? = nil,
    progress: (BuildStage) -> Void = { _ in }
  ) throws(BuildError) -> BuildSummary {
    try checkOptions()
    try checkTarget(target)
    progress(.listing)
    var corpus = try Corpus(documents, options: options, folder: PublishedFile.split(target).folder)
    return try build(&corpus, to: target, golden: golden, progress: progress)
  }

  /// Lists what `build` would index, in the order of the index, and what it would leave out.
  public func list(_ paths: [String]) throws(BuildError) -> (records: [String], skipped: [Skipped]) {
    let corpus = try Corpus(paths, options: options, folder: ".")
    return (corpus.describeAll(), corpus.skipped)
  }

  private func build(
    _ corpus: inout Corpus, to target: String, golden: GoldenPass?, progress: (BuildStage) -> Void
  ) throws(BuildError) -> BuildSummary {
    let guess = needsLanguage ? corpus.guessLanguage() : nil
    let (analyzer, settings) = try makeSettings(language: options.stemmer ?? stemmed(guess))
    let output = try BuildError.wrap { () throws(SystemError) in try PublishedFile(target: target) }
    let assembler = try BuildError.wrap { () throws(SystemError) in
      try IndexAssembler(
        settings: settings, schema: schema, analyzer: analyzer, options: options,
        language: analyzer.stemmerName ?? guess, reserved: corpus.catalogue.size,
        folder: PublishedFile.split(target).folder)
    }
    try corpus.readAll(progress: progress) { (document) throws(BuildError) in
      do throws(SystemError) { try assembler.add(document) } catch { throw .system(error) }
    }
    try BuildError.wrap { () throws(SystemError) in try assembler.addPhrases() }
    try assembler.addCompletions(of: options.completions)
    try assembler.checkRanks()
    progress(.merging)
    var summary = try BuildError.wrap { () throws(SystemError) in
      try assembler.finish(sources: corpus.sourceNames) { (view) throws(SystemError) in try output.write(view) }
    }
    if let golden {
      progress(.asking)
      try addAnswers(of: golden, to: output, &summary)
    }
    try BuildError.wrap { () throws(SystemError) in try output.sync() }
    try check(output.temporaryPath, progress: progress)
    try BuildError.wrap { () throws(SystemError) in try output.publish() }
    summary.skipped = corpus.skipped
    summary.stemmer = settings.stemmer
    return summary
  }

  /// Asks what was written, and adds the answers to it before anyone else can see it.
  private func addAnswers(
    of golden: GoldenPass, to output: PublishedFile, _ summary: inout BuildSummary
  ) throws(BuildError) {
    let answers: [UInt8]
    do { answers = try golden(output.temporaryPath) } catch { throw .golden("\(error)") }
    let addition: ArtifactAddition
    do { addition = try ArtifactBytes(path: output.temporaryPath).adding(.golden, answers) } catch {
      throw .artifact(error)
    }
    try BuildError.wrap { () throws(SystemError) in
      try addition.tail.withView { (view) throws(SystemError) in try output.write(view, at: addition.offset) }
      try addition.page.withView { (view) throws(SystemError) in try output.write(view, at: 0) }
    }
    summary.bytes = addition.length
    summary.identity = addition.root.description
  }

  private var schema: Schema { options.profile == .plain ? .plain : .standard }

  /// Keeps a slip of the hand from putting an artifact in place of notes or of the corpus itself.
  private func checkTarget(_ target: String) throws(BuildError) {
    guard (try? FileKind(path: target)) == .file else { return }
    let isArtifact = try BuildError.wrap { () throws(SystemError) -> Bool in
      let file = try FileDescriptor.reading(target)
      let magic = HeaderLayout.magicBytes
      var start: [UInt8] = []
      try unsafe start.append(upTo: magic.count) { (room) throws(SystemError) in
        try unsafe file.read(into: room, at: 0)
      }
      return start.isEmpty || start == magic
    }
    if !isArtifact { throw .otherTarget(path: target) }
  }

  private func checkOptions() throws(BuildError) {
    if options.memory < 16 << 20 { throw .invalidOption("--memory must be at least 16MB") }
    if options.threads < 1 { throw .invalidOption("--threads must be at least 1") }
    if options.profile == .plain && options.stemmer != nil {
      throw .invalidOption("the plain profile has no stems: leave out --plain or --stem")
    }
    if !options.stems && options.stemmer != nil {
      throw .invalidOption("a language for stems and none of them: leave out --stem or --no-stem")
    }
  }

  /// Whether stems or phrases depend on the language, and nobody said which it is.
  private var needsLanguage: Bool {
    options.stemmer == nil && (options.offered.contains(.phrases) || options.stems && options.profile == .standard)
  }

  /// A language, if stems are wanted and this build of the package has them.
  private func stemmed(_ language: String?) -> String? {
    guard options.stems, options.profile == .standard, let language else { return nil }
    return (try? Analyzer(profile: .standard, language: language)) == nil ? nil : language
  }

  private func makeSettings(language: String?) throws(BuildError) -> (Analyzer, Settings) {
    let analyzer: Analyzer
    do {
      analyzer = try Analyzer(profile: options.profile == .plain ? .plain : .standard, language: language)
    } catch {
      throw .invalidOption(error.description)
    }
    let settings = Settings(
      builder: Self.builderName, analyzer: options.profile == .plain ? .plain : .standard,
      analyzerVersion: Analyzer.version, analyzerFingerprint: Analyzer.fingerprint, stemmer: analyzer.stemmerName,
      stemmerFingerprint: analyzer.stemmerFingerprint, codec: "lz4", codecVersion: LZ4Block.libraryVersion,
      codecLevel: UInt32(options.optimizes ? StoreCodec.optimizedLevel : StoreCodec.standard.level),
      scoring: schema.profile, bodyField: schema.bodyField, rankField: options.rankField)
    return (analyzer, settings)
  }

  /// Reads back what was written before anyone else can.
  private func check(_ path: String, progress: (BuildStage) -> Void) throws(BuildError) {
    do {
      let artifact = try ArtifactBytes(path: path)
      if let problem = artifact.verifyEverything(progress: { progress(.verifying($0)) }).first { throw problem }
    } catch let error as ArtifactError {
      throw .artifact(error)
    } catch {
      throw .invalidOption("\(error)")
    }
  }
}

extension BuildError {
  /// Runs a call of the operating system and wraps its failure.
  static func wrap<Result>(_ body: () throws(SystemError) -> Result) throws(BuildError) -> Result {
    do { return try body() } catch { throw .system(error) }
  }
}
