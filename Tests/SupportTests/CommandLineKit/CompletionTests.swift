import CommandLineKit
import Foundation
import PipelineTestKit
import Testing

@Suite("Completion scripts")
struct CompletionTests {
    /// Lets a shell run a script from standard input; nil when the shell is not installed.
    private func shell(_ path: String, _ script: String) throws -> String? {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            print("skipped: \(path) is not installed")
            return nil
        }
        let result = try ChildProcess.run(
            path,
            path.hasSuffix("zsh") ? ["-f", "-c", script] : ["--norc", "-c", script]
        )
        return result.output + result.error
    }

    private static let cases: [(words: String, offered: String)] = [
        ("nest ''", "log throws help completion"),
        ("nest l", "log"),
        ("nest log ''", "cat verify"),
        ("nest --config x log v", "verify"),
        ("nest log cat --l", "--limit"),
        ("nest log cat --order ''", "up down"),
        ("nest log cat -n 5 --or", "--order"),
        ("nest completion z", "zsh"),
        ("nest log cat --limit ''", ""),
    ]

    @Test("bash offers commands, options and values", arguments: cases)
    func bash(words: String, offered: String) throws {
        let script = """
            \(run("completion", "bash").output)
            COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _nest; printf '%s' "${COMPREPLY[*]}"
            """
        guard let result = try shell("/usr/bin/bash", script) else { return }
        #expect(result == offered)
    }

    @Test("bash splits at the equals sign, and the value is still offered")
    func bashEquals() throws {
        let script = """
            \(run("completion", "bash").output)
            COMP_WORDS=(nest log cat --order = d); COMP_CWORD=5; _nest; printf '%s' "${COMPREPLY[*]}"
            """
        guard let result = try shell("/usr/bin/bash", script) else { return }
        #expect(result == "down")
    }

    @Test("zsh is given the same words", arguments: cases)
    func zsh(words: String, offered: String) throws {
        // Outside its line editor zsh has no compadd; this one filters by the word at the cursor, as the real one does.
        let script = """
            compdef() { :; }
            compset() { :; }
            _files() { :; }
            compadd() { shift; print -rn -- "${(j: :)${(M)@:#${words[CURRENT]}*}}"; }
            \(run("completion", "zsh").output)
            words=(\(words)); CURRENT=${#words}; _nest
            """
        guard let result = try shell("/usr/bin/zsh", script) else { return }
        #expect(result == offered)
    }
}
