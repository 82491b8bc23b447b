import CommandLineKit

/// `eyrie-bench demo`: what `make demo` shows.
enum DemoCommand {
    static let command = Command(
        "demo",
        summary: "a small cluster's two days through the real program, with one intrusion to find",
        discussion: """
            Starts `eyrie up` on a temporary folder and free ports, posts about 20,000 alerts of a seeded generator \
            over HTTP as the Falcos of a small cluster would, trains on the first, quiet day, and posts the second \
            with an intrusion inside. Then it looks, with the program's own commands, whether the intrusion was found \
            and little else reported, and exits with code 0 if everything was as it should be.
            """,
        options: [
            .value("eyrie", placeholder: "FILE", kind: .path, help: "The program; by default the one beside this one."),
            .value(
                "alerts",
                placeholder: "N",
                kind: .integer(4_000...1_000_000),
                help: "Alerts of both days together, those of the intrusion not counted.",
                default: "20000"
            ),
            .value(
                "seed",
                placeholder: "N",
                kind: .integer(0...Int.max),
                help: "Decides the cluster and its alerts.",
                default: "1"
            ),
            .flag("keep", help: "Leave log and vault where they are."),
        ]
    ) { arguments, output in
        let program = try arguments.optionalText("eyrie") ?? ProgramRun.eyrie()
        let scenario = DemoScenario(seed: UInt64(arguments.integer("seed")), alerts: arguments.integer("alerts"))
        let demo = try Demo(program: program, scenario: scenario, output: output)
        let isGood = try demo.run(keeping: arguments.flag("keep"))
        return isGood ? 0 : 1
    }
}
