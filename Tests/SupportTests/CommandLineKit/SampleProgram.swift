import CommandLineKit

/// A small tree with every kind of declaration; `cat` prints what it was given.
let sample = CommandProgram(
    Command(
        "nest",
        summary: "a program for tests",
        options: [.value("config", short: "c", placeholder: "FILE", kind: .path, help: "The configuration.")],
        subcommands: [
            Command(
                "log",
                summary: "Look at the log",
                subcommands: [
                    Command(
                        "cat",
                        summary: "Print records",
                        discussion: "Prints records in order.",
                        options: [
                            .flag("json", short: "j", help: "As JSON."),
                            .flag("all", short: "a", help: "All of them."),
                            .value(
                                "limit",
                                short: "n",
                                placeholder: "COUNT",
                                kind: .integer(1...100),
                                help: "How many.",
                                default: "10"
                            ),
                            .value("order", placeholder: "ORDER", kind: .choice(["up", "down"]), help: "The order."),
                            .value("share", placeholder: "SHARE", kind: .number(0...1), help: "The share."),
                            .repeated("topic", short: "t", placeholder: "TOPIC", help: "A topic."),
                        ],
                        arguments: [
                            Argument("folder", kind: .path, help: "The folder."),
                            Argument("file", count: .remaining(minimum: 0), help: "Files."),
                        ]
                    ) { parsed, output in
                        output.print(
                            """
                            json=\(parsed.flag("json")) all=\(parsed.flag("all")) limit=\(parsed.integer("limit")) \
                            order=\(parsed.optionalText("order") ?? "-") share=\(parsed.optionalNumber("share") ?? -1) \
                            topics=\(parsed.texts("topic")) config=\(parsed.optionalText("config") ?? "-") \
                            folder=\(parsed.argument("folder")) files=\(parsed.arguments("file"))
                            """
                        )
                        return 0
                    },
                    Command(
                        "verify",
                        summary: "Check records",
                        options: [.value("folder", placeholder: "PATH", kind: .path, help: "It.", isRequired: true)],
                        arguments: [Argument("topic", count: .optional, help: "One topic.")]
                    ) { parsed, output in
                        output.print("\(parsed.text("folder")) \(parsed.optionalArgument("topic") ?? "-")")
                        return 3
                    },
                ]
            ),
            Command("secret", summary: "Nobody sees it", isHidden: true) { _, _ in
                throw CommandFailure("the nest is empty; bring eggs", exitCode: 7)
            },
            Command("throws", summary: "Fail") { _, _ in throw Broken() },
        ]
    ),
    version: "1.2.3"
)

private struct Broken: Error, CustomStringConvertible {
    let description = "reading eggs: broken"
}

/// Runs the sample and returns everything it said.
func run(_ words: String...) -> (code: Int32, output: String, error: String) {
    let captured = CapturedOutput()
    let code = sample.run(words, output: captured.commandOutput)
    return (code, captured.output, captured.error)
}
