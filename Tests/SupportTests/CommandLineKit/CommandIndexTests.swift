import CommandLineKit
import Testing

@Suite("The index of declarations")
struct CommandIndexTests {
    @Test("The index reads back from what the hidden command prints")
    func roundTrip() throws {
        let printed = run("declarations")
        #expect(printed.code == 0)
        #expect(printed.output.contains("command\tnest log verify\t0\t1\n"))
        #expect(printed.output.contains("command\tnest log cat\t1\t*\n"))
        #expect(printed.output.contains("option\tnest log cat\t--limit\noption\tnest log cat\t-n\n"))
        #expect(printed.output.contains("flag\tnest log cat\t--json\n"))
        #expect(try #require(CommandIndex(lines: printed.output)) == sample.index)
        #expect(CommandIndex(lines: "command\tnest\n") == nil)
        #expect(CommandIndex(lines: "flag\tnest\t--json\n") == nil)
    }

    @Test(
        "Command lines of documents are checked by name and count",
        arguments: [
            ("nest log verify --folder x", nil),
            ("nest log verify --folder=x TOPIC", nil),
            ("nest --config c log cat x y z -j", nil),
            ("nest log cat --help", nil),
            ("nest help log", nil),
            ("nest log cat -- --folder", nil),
            ("rest log", "unknown program 'rest'"),
            ("nest log", "'nest log' is not a complete command"),
            ("nest log vrfy", "'nest log' is not a complete command"),
            ("nest log verify --foldr x", "'nest log verify' has no option '--foldr'"),
            ("nest log verify --folder", "option '--folder' has no value"),
            ("nest log verify a b", "'nest log verify' takes fewer words"),
            ("nest log cat", "'nest log cat' needs more words"),
            ("nest log cat x --json=1", "'nest log cat' has no option '--json'"),
        ]
    )
    func check(line: String, problem: String?) {
        #expect(sample.index.problem(with: line.split(separator: " ").map(String.init)) == problem)
    }
}
