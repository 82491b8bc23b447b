/// One run of a bench: how large, and where it tells its progress.
struct BenchRun: Sendable {
    let name: String
    let records: Int
    private let report: @Sendable (String) -> Void

    init(name: String, records: Int, report: @escaping @Sendable (String) -> Void) {
        self.name = name
        self.records = records
        self.report = report
    }

    /// Tells a person what is going on, on standard error.
    func progress(_ text: String) {
        report("\(name): \(text)")
    }
}
