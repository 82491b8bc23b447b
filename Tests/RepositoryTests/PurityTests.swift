import Testing

@Suite("Pure targets")
struct PurityTests {
    @Test("a pure target has no clock, randomness, file, libm, Codable or iteration without order")
    func pureTargets() {
        let byTarget = Dictionary(grouping: Repository.swiftSources) { $0.target ?? "" }
        for target in PurityRule.targets.sorted() {
            let files = byTarget[target] ?? []
            #expect(!files.isEmpty, "\(target) was not found")
            #expect(files.flatMap { PurityRule.findings(in: $0, siblings: files) } == [])
        }
    }

    @Test(
        "a planted breach of purity is found",
        arguments: [
            "let start = ContinuousClock.now", "let today = Date()", "let pick = Int.random(in: 1...6)",
            "let name = UUID().uuidString", "var source = SystemRandomNumberGenerator()", "let mixed = list.shuffled()",
            "let bits = key.hashValue", "let depth = log2(samples)", "let p = 1 - exp(-x)", "let y = pow (2, x)",
            "struct Row: Codable {}", "let text = try JSONEncoder().encode(row)", "let home = getenv(name)",
            "let scores: [String: Int] = [:]\nfor (name, score) in scores {",
            "let scores: [String: [Int]] = [:]\nfor name in self.scores.keys {",
            "var seen: Set<String> = []\nfor name in seen where name.isEmpty {",
            "var seen = Set<String>()\nlet first = seen.first", "var seen = Set(names)\nreturn seen.map { $0 }",
            "for name in Set(names) {", "return Set(names).sorted()",
            "func total(_ counts: [String: Int]) -> Int {\n    counts.values.reduce(0, +)",
            "let line = \"p = \\(exp(x))\"",
        ]
    )
    func plantedBreach(text: String) {
        let file = SourceFile(path: "Sources/Values/Reports/A.swift", text: text)
        #expect(PurityRule.findings(in: file).isEmpty == false)
    }

    @Test("a stored dictionary of another file of the target is known by name")
    func siblings() {
        let state = SourceFile(
            path: "Sources/Values/Reports/A.swift",
            text: "struct A {\n    private(set) var counts: [String: Int] = [:]\n}"
        )
        let use = SourceFile(path: "Sources/Values/Reports/A+B.swift", text: "for count in counts {")
        #expect(PurityRule.findings(in: use, siblings: [state, use]).count == 1)
    }

    @Test(
        "code that only looks like a breach is skipped",
        arguments: [
            "// a Date() and log(x) in a comment", "let text = \"log(x) of Date()\"",
            "/* UUID() /* nested */ exp(x) */",
            "let score = PortableMath.log(x)",
            "func exp(_ x: Double) -> Double {".replacing("func exp", with: "func tenfold"),
            "var counts: [String: Int] = [:]\ncounts[name] = 1\nfor name in names {",
            "let values: [Milli] = []\nfor value in values {", "let text = #\"\"\" \n Date() \"\"\"#",
            "let seen: Set<String> = []\nif seen.contains(name) {",
            "let rows: [(name: String, count: Int)] = []\nfor row in rows {",
        ]
    )
    func harmless(text: String) {
        let file = SourceFile(path: "Sources/Values/Reports/A.swift", text: text)
        #expect(PurityRule.findings(in: file) == [])
    }
}
