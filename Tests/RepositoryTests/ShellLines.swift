/// The commands that a Markdown document shows: in `sh` and `console` blocks, and in code spans of our programs.
struct ShellLines {
    struct Command: Equatable {
        let line: Int
        let words: [String]
    }

    /// Returns the commands of a document in order, pipes and lists taken apart.
    static func commands(in markdown: String) -> [Command] {
        var commands: [Command] = []
        var fence: Substring?
        var pending = ""
        for (index, line) in markdown.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.drop { $0 == " " }
            if trimmed.hasPrefix("```") {
                fence = fence == nil ? trimmed.dropFirst(3).prefix { $0.isLetter } : nil
                pending = ""
            } else if let fence {
                guard ["sh", "bash", "console"].contains(fence) else { continue }
                var text = String(trimmed)
                if fence == "console", pending.isEmpty {
                    guard text.hasPrefix("$ ") else { continue }
                    text.removeFirst(2)
                }
                pending += text
                if pending.hasSuffix("\\") {
                    pending.removeLast()
                    continue
                }
                commands += split(pending).map { Command(line: index + 1, words: $0) }
                pending = ""
            } else {
                for match in line.matches(of: #/`((?:eyrie|eyrie-bench|make) [^`]+)`/#) {
                    commands += split(String(match.output.1)).map { Command(line: index + 1, words: $0) }
                }
            }
        }
        return commands
    }

    /// Splits a line as a shell does into the words of each simple command; assignments, `sudo`, redirections and
    /// comments are omitted.
    static func split(_ line: String) -> [[String]] {
        var commands: [[String]] = [[]]
        var word = ""
        var isWord = false
        var quote: Character?
        func finish() {
            if isWord { commands[commands.count - 1].append(word) }
            word = ""
            isWord = false
        }
        var previous: Character = " "
        loop: for character in line {
            defer { previous = character }
            switch (quote, character) {
            case (nil, "&") where previous == ">":
                word.append(character)
            case (let open?, _) where character == open:
                quote = nil
            case (.some, _):
                word.append(character)
            case (nil, "'"), (nil, "\""):
                quote = character
                isWord = true
            case (nil, " "), (nil, "\t"):
                finish()
            case (nil, "|"), (nil, "&"), (nil, ";"), (nil, "("), (nil, ")"):
                finish()
                if commands.last?.isEmpty == false { commands.append([]) }
            case (nil, "#") where !isWord:
                break loop
            default:
                word.append(character)
                isWord = true
            }
        }
        finish()
        return commands.map(withoutSurroundings).filter { !$0.isEmpty }
    }

    private static func withoutSurroundings(_ words: [String]) -> [String] {
        var rest = words[...]
        while let first = rest.first, first == "sudo" || first == "$" || first.contains(#/^[A-Z_]+=/#) {
            rest.removeFirst()
        }
        var kept: [String] = []
        while let word = rest.popFirst() {
            if word.contains(#/^[0-9]?[<>]/#) {
                if word.contains(#/^[0-9]?[<>]+$/#) { _ = rest.popFirst() }
            } else {
                kept.append(word)
            }
        }
        return kept
    }
}
