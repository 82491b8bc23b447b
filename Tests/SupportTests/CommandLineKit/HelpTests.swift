import CommandLineKit
import Testing

@Suite("Help and version")
struct HelpTests {
    private static let catHelp = """
        nest log cat: Print records

        Usage: nest log cat [OPTIONS] FOLDER [FILE...]

        Prints records in order.

        Arguments:
          FOLDER  The folder.
          FILE    Files.

        Options:
          -j, --json         As JSON.
          -a, --all          All of them.
          -n, --limit COUNT  How many. (default: 10)
              --order ORDER  The order. (up, down)
              --share SHARE  The share.
          -t, --topic TOPIC  A topic. (may be repeated)
          -c, --config FILE  The configuration.
          -h, --help         Show this help and exit.
              --version      Show the version and exit.

        """

    @Test("Help of a command shows its declaration, wherever help is asked for")
    func commandHelp() {
        #expect(run("log", "cat", "--help").output == Self.catHelp)
        #expect(run("log", "cat", "x", "-h", "--bogus").output == Self.catHelp)
        #expect(run("help", "log", "cat").output == Self.catHelp)
    }

    @Test("Help of the root lists what is not hidden")
    func rootHelp() {
        #expect(
            run("--help").output == """
                nest: a program for tests

                Usage: nest COMMAND [OPTIONS]

                Commands:
                  log         Look at the log
                  throws      Fail
                  help        Show the help of a command
                  completion  Print a completion script for a shell

                Options:
                  -c, --config FILE  The configuration.
                  -h, --help         Show this help and exit.
                      --version      Show the version and exit.

                """
        )
        #expect(run("help").output == run("-h").output)
    }

    @Test("A required option is in the usage line")
    func requiredOption() {
        let lines = run("log", "verify", "--help").output.split(separator: "\n")
        #expect(lines[1] == "Usage: nest log verify --folder PATH [OPTIONS] [TOPIC]")
    }

    @Test("Long help goes on below its own beginning, in 100 columns")
    func wrapping() {
        let long = Array(repeating: "word", count: 40).joined(separator: " ")
        let program = CommandProgram(
            Command("one", summary: "s", options: [.flag("flag", help: long)]) { _, _ in 0 },
            version: "0"
        )
        let captured = CapturedOutput()
        #expect(program.run(["--help"], output: captured.commandOutput) == 0)
        let lines = captured.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 100 })
        // 17 columns of indentation leave 83: 16 words of 4 with a space between take 79.
        #expect(lines[3] == "      --flag     " + Array(repeating: "word", count: 16).joined(separator: " "))
        #expect(lines[4].hasPrefix(String(repeating: " ", count: 17) + "word word"))
    }

    @Test("The version is the program's name and version")
    func version() {
        #expect(run("--version").output == "nest 1.2.3\n")
    }
}
