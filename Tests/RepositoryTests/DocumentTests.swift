import CommandLineKit
import Testing

@Suite("Documents")
struct DocumentTests {
    private static let documents = Repository.files.filter { file in
        file.path == "README.md" || (file.path.hasPrefix("runbooks/") && file.path.hasSuffix(".md"))
    }
    private static let makeTargets = CommandRule.targets(of: Repository.text("Makefile") ?? "")

    @Test("every command line in README and runbooks has a command and options that exist")
    func commandLines() throws {
        let rule = CommandRule(
            programs: [
                "eyrie": try BuiltPrograms.index(of: "eyrie"),
                "eyrie-bench": try BuiltPrograms.index(of: "eyrie-bench"),
            ],
            makeTargets: Self.makeTargets
        )
        #expect(Self.documents.contains { $0.path == "README.md" })
        let shown = Self.documents.flatMap { ShellLines.commands(in: $0.text) }
        #expect(shown.contains { $0.words.first == "eyrie" }, "no command was found in the documents")
        #expect(Self.documents.flatMap { rule.findings(in: $0.text, path: $0.path) } == [])
    }

    @Test("the Makefile has what the documents and the continuous integration call")
    func makefile() {
        #expect(
            Self.makeTargets.isSuperset(of: ["setup", "build", "demo", "test", "lint", "format", "bench", "help"])
        )
    }

    @Test("each runbook says meaning, impact, diagnosis and mitigation")
    func runbooks() {
        let runbooks = Self.documents.filter { $0.path.hasPrefix("runbooks/") }
        #expect(!runbooks.isEmpty)
        #expect(runbooks.flatMap(TidyRule.runbookFindings) == [])
    }

    @Test("the runbook of dead letters explains each code that they carry")
    func deadLetterCodes() throws {
        let runbook = try #require(Repository.text("runbooks/DeadLetters.md"))
        let pattern = Pattern(#"(?:case \w+ = |code: )"([a-z0-9]+(?:-[a-z0-9]+)*)""#)
        let codes = Repository.swiftSources
            .filter {
                ["PayloadFault.swift", "Rejection.swift", "LineRecorder.swift", "OwedNotice.swift"].contains($0.name)
            }
            .flatMap { pattern.captures(in: $0.text) }
        #expect(codes.contains("malformed") && codes.contains("not-json") && codes.contains("line-too-long"))
        #expect(codes.filter { !runbook.contains("| `\($0)` |") } == [])
    }

    @Test("README lists each Debian package that Package.swift declares")
    func packages() throws {
        let packages = Manifest(Repository.manifest).packages
        #expect(packages.count >= 8)
        let readme = try #require(Repository.text("README.md"))
        #expect(TidyRule.packageFindings(in: readme, path: "README.md", packages: packages) == [])
    }

    @Test("links between documents lead somewhere")
    func links() {
        let paths = Repository.files.map(\.path)
        let findings = Self.documents.flatMap { document in
            TidyRule.linkFindings(in: document) { target in
                paths.contains { $0 == target || $0.hasPrefix(target.hasSuffix("/") ? target : target + "/") }
            }
        }
        #expect(findings == [])
    }

    @Test(
        "a planted command that does not exist is found",
        arguments: [
            "eyrie lag", "eyrie log", "eyrie log verify --foldr x", "eyrie log verify --folder x | eyrie up now",
            "make dmeo", "sudo make build dmeo", "eyre up", "EYRIE_LOG=x eyrie log verify --folder",
            "eyrie log verify \\\n    --fast",
        ]
    )
    func plantedCommand(line: String) throws {
        let markdown = "Text.\n\n```sh\n# a comment\n\(line)\n```\n"
        #expect(try plantedRule().findings(in: markdown, path: "A.md").count == 1)
    }

    @Test("code spans and console blocks are read, output and other languages are not")
    func placesOfCommands() throws {
        let rule = try plantedRule()
        #expect(rule.findings(in: "Run `eyrie lag` or `make up`.", path: "A.md").count == 2)
        #expect(rule.findings(in: "```console\n$ eyrie lag\neyrie lag\n```", path: "A.md").count == 1)
        #expect(rule.findings(in: "```yaml\neyrie lag\n```", path: "A.md") == [])
        let good =
            "```sh\nsudo eyrie log verify --folder=x --json > out.txt 2>&1 # all\nA=1 make demo X=2 && eyrie up\n```"
        #expect(rule.findings(in: good, path: "A.md") == [])
        let words = ShellLines.split("sudo A=1 eyrie log 'a b' > out 2>&1 | wc -l; make demo # eyrie")
        #expect(words == [["eyrie", "log", "a b"], ["wc", "-l"], ["make", "demo"]])
    }

    private func plantedRule() throws -> CommandRule {
        let lines = """
            command\teyrie\t0\t0
            command\teyrie log\t0\t0
            command\teyrie log verify\t0\t0
            flag\teyrie log verify\t--json
            option\teyrie log verify\t--folder
            command\teyrie up\t0\t0

            """
        return CommandRule(
            programs: ["eyrie": try #require(CommandIndex(lines: lines))],
            makeTargets: CommandRule.targets(of: "A := b\nbuild: setup ## x\n\tdo it\ndemo: build\n")
        )
    }
}
