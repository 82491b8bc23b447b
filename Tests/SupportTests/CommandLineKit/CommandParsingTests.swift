import CommandLineKit
import Testing

@Suite("Parsing a command line")
struct CommandParsingTests {
    @Test("All spellings of options reach the command")
    func spellings() {
        let plain = run(
            "log",
            "cat",
            "here",
            "--limit",
            "5",
            "--json",
            "--order=up",
            "--share",
            "0.5",
            "-t",
            "a",
            "-tb"
        )
        #expect(
            plain.output
                == "json=true all=false limit=5 order=up share=0.5 topics=[\"a\", \"b\"] config=- folder=here files=[]\n"
        )
        #expect(plain.code == 0)
        #expect(plain.error == "")
        let short = run("-c", "x.yaml", "log", "cat", "-jan7", "here", "f", "--", "--json", "-x")
        #expect(
            short.output
                == """
                json=true all=true limit=7 order=- share=-1.0 topics=[] config=x.yaml folder=here \
                files=["f", "--json", "-x"]\n
                """
        )
    }

    @Test("An option of a group stands behind its commands too")
    func inheritedOption() {
        #expect(run("log", "cat", "here", "--config=y").output.contains("config=y"))
    }

    @Test("A negative number and a single hyphen are plain words")
    func negativeNumbers() {
        #expect(run("log", "cat", "-", "-5").output.hasSuffix("folder=- files=[\"-5\"]\n"))
    }

    @Test("The exit code is the command's own")
    func exitCode() {
        let result = run("log", "verify", "--folder", "x")
        #expect(result.code == 3)
        #expect(result.output == "x -\n")
        #expect(run("log", "verify", "--folder", "x", "one").output == "x one\n")
    }

    @Test(
        "Wrong use is exit code 64 and one line",
        arguments: [
            (["lgo"], "nest: unknown command 'lgo', did you mean 'log'? (see 'nest --help')"),
            (["zzzzz"], "nest: unknown command 'zzzzz' (see 'nest --help')"),
            (["secre"], "nest: unknown command 'secre' (see 'nest --help')"),
            ([], "nest: a command is missing: one of log, throws, help, completion (see 'nest --help')"),
            (["log"], "nest log: a command is missing: one of cat, verify (see 'nest log --help')"),
            (["log", "cat"], "nest log cat: argument FOLDER is missing (see 'nest log cat --help')"),
            (
                ["log", "cat", "x", "--jsn"],
                "nest log cat: unknown option '--jsn', did you mean '--json'? (see 'nest log cat --help')"
            ),
            (["log", "cat", "x", "-z"], "nest log cat: unknown option '-z' (see 'nest log cat --help')"),
            (
                ["log", "cat", "x", "--limit", "0"],
                "nest log cat: option '--limit' must be a whole number from 1 to 100, not '0' (see 'nest log cat --help')"
            ),
            (
                ["log", "cat", "x", "--share=nan"],
                "nest log cat: option '--share' must be a number from 0.0 to 1.0, not 'nan' (see 'nest log cat --help')"
            ),
            (
                ["log", "cat", "x", "--order", "left"],
                "nest log cat: option '--order' must be one of up, down, not 'left' (see 'nest log cat --help')"
            ),
            (
                ["log", "cat", "x", "--order", "--json"],
                "nest log cat: option '--order' needs a value: --order=ORDER (see 'nest log cat --help')"
            ),
            (
                ["log", "cat", "x", "--order"],
                "nest log cat: option '--order' needs a value: --order=ORDER (see 'nest log cat --help')"
            ),
            (
                ["log", "cat", "x", "--json=yes"],
                "nest log cat: option '--json' takes no value (see 'nest log cat --help')"
            ),
            (
                ["log", "cat", "x", "-n1", "--limit=2"],
                "nest log cat: option '--limit' is given twice (see 'nest log cat --help')"
            ),
            (["log", "verify"], "nest log verify: option '--folder' is required (see 'nest log verify --help')"),
            (
                ["log", "verify", "--folder=x", "a", "b"],
                "nest log verify: unexpected argument 'b' (see 'nest log verify --help')"
            ),
            (
                ["completion", "fish"],
                "nest completion: argument SHELL must be one of bash, zsh, not 'fish' (see 'nest completion --help')"
            ),
            (["help", "lgo"], "nest: unknown command 'lgo', did you mean 'log'? (see 'nest --help')"),
            (["log", "--version", "cat"], ""),
        ]
    )
    func wrongUse(words: [String], line: String) {
        let captured = CapturedOutput()
        let code = sample.run(words, output: captured.commandOutput)
        guard !line.isEmpty else {
            #expect(code == 0)
            #expect(captured.output == "nest 1.2.3\n")
            return
        }
        #expect(code == 64)
        #expect(captured.output == "")
        #expect(captured.error == line + "\n")
    }

    @Test("What a command throws is one line and its exit code")
    func failures() {
        let failure = run("secret")
        #expect(failure.code == 7)
        #expect(failure.error == "nest: the nest is empty; bring eggs\n")
        let thrown = run("throws")
        #expect(thrown.code == 1)
        #expect(thrown.error == "nest: reading eggs: broken\n")
    }

    @Test("Output that cannot be written ends with exit code 74")
    func fullDisk() {
        let captured = CapturedOutput()
        let output = CommandOutput(
            standardOutput: { _ in 28 },  // ENOSPC
            standardError: { bytes in
                captured.commandOutput.write(bytes)
                return 0
            }
        )
        #expect(sample.run(["--version"], output: output) == 74)
        #expect(captured.output == "nest: writing standard output: No space left on device\n")
    }

    @Test(
        "Edit distance counts insertions, deletions, replacements and swaps",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1),
            ("kitten", "sitting", 3),  // two replacements and an insertion
            ("ca", "abc", 3),  // a string-alignment distance never edits a swapped pair again
        ]
    )
    func editDistance(first: String, second: String, distance: Int) {
        #expect(NearestName.editDistance(first, second) == distance)
        #expect(NearestName.editDistance(second, first) == distance)
    }

    @Test("The nearest name is the nearest one, or none")
    func nearestName() {
        #expect(NearestName.of("vreify", among: ["very", "verify"]) == "verify")
        #expect(NearestName.of("ver", among: ["topics", "verify"]) == "verify")
        #expect(NearestName.of("x", among: ["cat", "tail"]) == nil)
    }
}
