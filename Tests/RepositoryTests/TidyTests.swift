import Testing

@Suite("Tidiness")
struct TidyTests {
    private static let checkout = Repository.path

    @Test("no source file has more than 400 lines")
    func sizes() {
        let files = Repository.swiftSources + Repository.cSources + Repository.swiftTests
        #expect(files.flatMap(TidyRule.sizeFindings) == [])
    }

    @Test("no file is named for what has no home")
    func names() {
        let files = Repository.swiftSources + Repository.swiftTests
        #expect(files.flatMap(TidyRule.nameFindings) == [])
    }

    @Test("no file holds a path of one machine")
    func machinePaths() {
        #expect(Repository.files.flatMap { TidyRule.pathFindings(in: $0, checkout: Self.checkout) } == [])
    }

    @Test("each planted untidiness is found")
    func plantedUntidiness() {
        let line = "let a = 1\n"
        func file(_ path: String, _ text: String) -> SourceFile { SourceFile(path: path, text: text) }
        let full = file("Sources/Values/EventModel/A.swift", String(repeating: line, count: 400))
        #expect(TidyRule.sizeFindings(in: full) == [])
        let long = file("Sources/Values/EventModel/A.swift", String(repeating: line, count: 401))
        #expect(TidyRule.sizeFindings(in: long).count == 1)
        #expect(TidyRule.nameFindings(in: file("Sources/Values/EventModel/TextUtils.swift", line)).count == 1)
        #expect(TidyRule.nameFindings(in: file("Sources/Values/EventModel/TextList.swift", line)) == [])

        let path = "cd /" + "work/eyrie\n"
        #expect(TidyRule.pathFindings(in: file("Makefile", path), checkout: "/somewhere/else/").count == 1)
        #expect(TidyRule.pathFindings(in: file("Tests/ATests/A.swift", path), checkout: "/somewhere/else/") == [])
        let own = "let a = \"/somewhere/else/out\""
        #expect(TidyRule.pathFindings(in: file("Tests/ATests/A.swift", own), checkout: "/somewhere/else/").count == 1)

        let runbook = "# A\n## Meaning\n## Impact\n## Diagnosis\n## Mitigation\n"
        #expect(TidyRule.runbookFindings(in: file("runbooks/A.md", runbook)) == [])
        let halved = runbook.replacing("## Impact\n", with: "")
        #expect(TidyRule.runbookFindings(in: file("runbooks/A.md", halved)).count == 1)
        #expect(
            TidyRule.packageFindings(in: "libyaml-dev", path: "A.md", packages: ["libyaml-dev", "libx-dev"]).count == 1
        )
        let links = file("runbooks/A.md", "[a](B.md) [b](../README.md#top) [c](C.md) [d](https://example.org/x)")
        let dead = TidyRule.linkFindings(in: links) { ["runbooks/B.md", "README.md"].contains($0) }
        #expect(dead == ["runbooks/A.md: the link C.md leads nowhere"])
    }
}
