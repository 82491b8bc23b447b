import Testing

@Suite("Parts of the log port")
struct PortTests {
    @Test("a target that only reads a log names no part of the port that could change one")
    func readers() {
        for target in PortRule.readers.sorted() {
            let files = Repository.swiftSources.filter { $0.target == target }
            #expect(files.contains { $0.text.contains("any LogReading") }, "\(target) was not found")
            #expect(files.flatMap(PortRule.findings) == [])
        }
    }

    @Test(
        "a planted breach is found",
        arguments: [
            "let log: any EventLog", "init(log: any LogReading & LogWriting) {", "func join(_ log: some LogJoining) {",
            "try (log as? any LogKeeping)?.create(topics)", "var producer: (any LogProducer)?",
            "func poll(_ worker: any LogWorker) throws(LogError) {",
        ]
    )
    func plantedBreach(line: String) {
        let file = SourceFile(path: "Sources/Operations/Replay/A.swift", text: "// an EventLog\n\(line)\n")
        #expect(PortRule.findings(in: file).count == 1)
    }

    @Test("reading, and a word in a comment or a string, is not a breach")
    func harmless() {
        let text = "/// No ``EventLog``.\nlet log: any LogReading\nlet text = \"LogProducer\"\n"
        #expect(PortRule.findings(in: SourceFile(path: "Sources/Operations/Replay/A.swift", text: text)) == [])
    }
}
