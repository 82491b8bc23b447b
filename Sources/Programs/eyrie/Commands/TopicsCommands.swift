import CommandLineKit
import Configuration
import Foundation
import KafkaLog
import TopicPlanning

/// `eyrie topics`: compares the folder of topics with the cluster and applies it.
enum TopicsCommands {
    static let command = Command(
        "topics",
        summary: "compare a Kafka cluster with the folder of topics and change it",
        discussion: """
            The folder defines each topic: partitions, replicas, retention, writers and readers. No command removes a \
            topic, a partition or a record.
            """,
        subcommands: [plan, apply, diff, TopicsRenderCommands.command, TopicsSchemaCommand.command]
    )

    /// Exit codes that continuous integration can tell apart.
    private static let exitCodes =
        "Exit code 0: the cluster agrees; 2: there is a difference; 1: an error or a refusal."

    private static let json = Option.flag("json", help: "Print one JSON object instead of text.")

    private static let plan = Command(
        "plan",
        summary: "show what apply would do",
        discussion: exitCodes,
        options: TopicsOptions.planning + [json]
    ) { arguments, output in
        let cluster = try TopicsCluster(arguments, CommonOptions.settings(arguments))
        let plan = try cluster.plan()
        show(plan, plan.text, arguments, output)
        return plan.exitCode
    }

    private static let diff = Command(
        "diff",
        summary: "show where cluster and folder differ, line by line",
        discussion: exitCodes,
        options: TopicsOptions.planning + [json]
    ) { arguments, output in
        let cluster = try TopicsCluster(arguments, CommonOptions.settings(arguments))
        let plan = try cluster.plan()
        let heads = "--- \(cluster.address)\n+++ \(arguments.text("topics"))\n"
        show(plan, plan.differences.isEmpty ? "" : heads + plan.differences, arguments, output)
        return plan.exitCode
    }

    private static let apply = Command(
        "apply",
        summary: "create topics, set properties, add partitions where that is safe",
        discussion: """
            Shows the plan, asks, and applies it. Co-partitioned and compacted topics never get more partitions, since \
            keys would move; another number needs a new version of the topics.
            """,
        options: TopicsOptions.planning + [.flag("yes", short: "y", help: "Do not ask; for scripts.")]
    ) { arguments, output in
        let cluster = try TopicsCluster(arguments, CommonOptions.settings(arguments))
        let plan = try cluster.plan()
        output.write(plan.text)
        if plan.isRefused {
            throw CommandFailure("nothing was changed: the plan is refused, see above")
        }
        guard plan.hasChanges else { return 0 }
        guard try arguments.flag("yes") || isAgreed(cluster.address, output) else {
            output.print("nothing was changed")
            return 1
        }
        try cluster.apply(plan) { output.print($0) }
        output.print("\(cluster.address) agrees with \(arguments.text("topics"))")
        return 0
    }

    private static func show(
        _ plan: TopicPlan,
        _ text: String,
        _ arguments: ParsedArguments,
        _ output: CommandOutput
    ) {
        if arguments.flag("json") {
            output.print(String(decoding: plan.json, as: UTF8.self))
        } else {
            output.write(text)
        }
    }

    /// Asks the person at the terminal; fails without a terminal.
    private static func isAgreed(_ address: String, _ output: CommandOutput) throws(CommandFailure) -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure("nothing was changed: there is no terminal to ask at; say --yes to apply the plan")
        }
        output.write("Apply this to \(address)? [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        return answer == "y" || answer == "yes"
    }
}
