/// The help of one command, made from its declaration.
struct HelpText {
    /// Columns of a line; longer texts go on in the next line below their own beginning.
    private static let width = 100

    private let path: CommandPath

    init(_ path: CommandPath) {
        self.path = path
    }

    /// The whole text, each line with its end.
    var text: String {
        let command = path.last
        var blocks = ["\(path.text): \(command.summary)", "Usage: \(usage)"]
        if !command.discussion.isEmpty { blocks.append(command.discussion) }
        blocks += [
            table("Commands", command.visibleSubcommands.map { ($0.name, $0.summary) }),
            table("Arguments", command.arguments.map { ($0.name.uppercased(), Self.described($0.help, $0.kind)) }),
            table("Options", path.options.map { (Self.shown($0), Self.described($0)) }),
        ]
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var usage: String {
        var parts = [path.text]
        if !path.last.subcommands.isEmpty { parts.append("COMMAND") }
        parts += path.options.filter(\.isRequired).map { "--\($0.name) \($0.placeholder)" }
        parts.append("[OPTIONS]")
        parts += path.last.arguments.map(\.usage)
        return parts.joined(separator: " ")
    }

    private static func shown(_ option: Option) -> String {
        let short = option.short.map { "-\($0), " } ?? "    "
        return short + "--\(option.name)" + (option.kind == nil ? "" : " \(option.placeholder)")
    }

    private static func described(_ option: Option) -> String {
        var text = described(option.help, option.kind)
        if let defaultText = option.defaultText { text += " (default: \(defaultText))" }
        if option.isRequired { text += " (required)" }
        if option.isRepeatable, option.kind != nil { text += " (may be repeated)" }
        return text
    }

    private static func described(_ help: String, _ kind: ValueKind?) -> String {
        if case .choice(let words) = kind { "\(help) (\(words.joined(separator: ", ")))" } else { help }
    }

    private func table(_ title: String, _ rows: [(name: String, text: String)]) -> String {
        guard !rows.isEmpty else { return "" }
        let column = 4 + (rows.map(\.name.count).max() ?? 0)
        let lines = rows.map { row in
            let name = "  " + row.name
            let padding = String(repeating: " ", count: column - name.count)
            return name + padding + wrapped(row.text, indentation: column)
        }
        return "\(title):\n" + lines.joined(separator: "\n")
    }

    private func wrapped(_ text: String, indentation: Int) -> String {
        var lines = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if indentation + line.count + 1 + word.count <= Self.width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.joined(separator: "\n" + String(repeating: " ", count: indentation))
    }
}
