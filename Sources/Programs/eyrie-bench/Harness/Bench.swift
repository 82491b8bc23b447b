/// A named measurement with its figures, goals and peers.
struct Bench: Sendable {
    /// The word that chooses it.
    let name: String
    /// One phrase for lists, without a full stop.
    let summary: String
    /// What is measured and how, for `--help`.
    let discussion: String
    /// The size of the input for which the goals are meant.
    let defaultRecords: Int
    /// The smallest input that can be measured.
    let minimumRecords: Int
    /// Measures once, with its own repeats.
    let measure: @Sendable (BenchRun) throws -> BenchResult

    init(
        _ name: String,
        summary: String,
        discussion: String,
        defaultRecords: Int,
        minimumRecords: Int = 1_000,
        measure: @escaping @Sendable (BenchRun) throws -> BenchResult
    ) {
        precondition(minimumRecords <= defaultRecords, "\(name): the default is not below the minimum")
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.defaultRecords = defaultRecords
        self.minimumRecords = minimumRecords
        self.measure = measure
    }
}
