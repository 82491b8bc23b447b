/// Completion scripts for shells, made from the declarations.
///
/// Both walk the words before the cursor down the tree of commands, skipping options and their values, and then offer
/// subcommands, options, or the values of the option or argument at the cursor.
struct CompletionScript {
    private let paths: [CommandPath]
    private let program: String

    init(_ root: CommandPath) {
        paths = root.all().filter { path in path.commands.allSatisfy { !$0.isHidden } }
        program = root.last.name
    }

    /// The name of the shell function; only letters, digits and underscores.
    private var function: String {
        "_" + String(program.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }

    /// A script for bash 4 and newer; it needs no bash-completion package.
    var bash: String {
        """
        # Completion of \(program) for bash: source <(\(program) completion bash)
        \(function)() {
            local current="${COMP_WORDS[COMP_CWORD]}" command=\(Self.quoted(program)) pending="" word index
            # bash splits --name=value into three words
            for ((index = 1; index < COMP_CWORD; index++)); do
                word="${COMP_WORDS[index]}"
                [[ "$word" == "=" ]] && continue
                if [[ -n "$pending" ]]; then pending=""; continue; fi
                \(indented(transitions, by: 8))
            done
            [[ "$current" == "=" ]] && current=""
            local offered="" files=""
            \(indented(offers, by: 4))
            COMPREPLY=()
            if [[ -n "$files" ]]; then
                compopt -o filenames 2>/dev/null
                mapfile -t COMPREPLY < <(compgen -f -- "$current")
            fi
            [[ -n "$offered" ]] && COMPREPLY+=($(compgen -W "$offered" -- "$current"))
            return 0
        }
        complete -F \(function) \(program)

        """
    }

    /// A script for zsh 5 and newer, sourced behind `compinit`.
    var zsh: String {
        """
        # Completion of \(program) for zsh: source <(\(program) completion zsh), behind compinit
        \(function)() {
            local current="${words[CURRENT]}" command=\(Self.quoted(program)) pending="" word index
            for ((index = 2; index < CURRENT; index++)); do
                word="${words[index]}"
                if [[ -n "$pending" ]]; then pending=""; continue; fi
                \(indented(transitions, by: 8))
            done
            local offered="" files=""
            if [[ "$current" == --*=* ]]; then
                pending="${current%%=*}"
                compset -P '*='
                current="${current#*=}"
            fi
            \(indented(offers, by: 4))
            [[ -n "$files" ]] && _files
            [[ -n "$offered" ]] && compadd -- ${=offered}
            return 0
        }
        compdef \(function) \(program)

        """
    }

    /// The `case` that moves `command` and `pending` on by one `word`; both shells read it.
    private var transitions: String {
        var lines = ["case \"$command|$word\" in"]
        for path in paths {
            for next in path.last.visibleSubcommands {
                lines.append("    \(Self.quoted("\(path.text)|\(next.name)"))) command+=\" $word\" ;;")
            }
            let valued = path.options.filter { $0.kind != nil }.flatMap(\.spellings)
            guard !valued.isEmpty else { continue }
            let patterns = valued.map { Self.quoted("\(path.text)|\($0)") }.joined(separator: "|")
            lines.append("    \(patterns)) pending=\"$word\" ;;")
        }
        return (lines + ["esac"]).joined(separator: "\n")
    }

    /// The `case` that sets `offered` (words) and `files` from `command`, `pending` and `current`.
    private var offers: String {
        var lines = ["case \"$command|$pending\" in"]
        for path in paths {
            for option in path.options {
                guard let kind = option.kind else { continue }
                let patterns = option.spellings.map { Self.quoted("\(path.text)|\($0)") }.joined(separator: "|")
                lines.append("    \(patterns)) \(offer(kind)) ;;")
            }
            let options = path.options.flatMap(\.spellings).joined(separator: " ")
            let plain = path.last.visibleSubcommands.map(\.name)
            let values = path.last.arguments.first.map { offer($0.kind) } ?? offer(.choice(plain))
            lines.append("    \(Self.quoted("\(path.text)|")))")
            lines.append(
                "        if [[ \"$current\" == -* ]]; then offered=\(Self.quoted(options)); else \(values); fi ;;"
            )
        }
        return (lines + ["esac"]).joined(separator: "\n")
    }

    private func offer(_ kind: ValueKind) -> String {
        switch kind {
        case .path: "files=1"
        case .choice(let words): "offered=\(Self.quoted(words.joined(separator: " ")))"
        case .text, .integer, .number: ":"
        }
    }

    private func indented(_ text: String, by count: Int) -> String {
        text.split(separator: "\n").joined(separator: "\n" + String(repeating: " ", count: count))
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
