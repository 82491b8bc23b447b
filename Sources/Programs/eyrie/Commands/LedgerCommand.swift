import CommandLineKit
import Configuration
import Foundation
import JSONText
import LogPort
import NodeAssembly
import Operations
import SQLiteLog
import StageRuntime

/// `eyrie ledger`: proof that everything received was kept and decided exactly once.
enum LedgerCommand {
    static let command = Command(
        "ledger",
        summary: "prove that every alert was kept and decided once",
        discussion: """
            Compares the alerts with the output of every stage and accounts for each record. Exits with code 1 if a \
            record is missing or counted twice.
            """,
        options: [.flag("json", help: "Print one JSON object.")]
    ) { arguments, output in
        let configuration = try CommonOptions.settings(arguments)
        let log = try LogAccess.reading(configuration)
        defer { log.close() }
        let file = LogAccess.vaultFile(configuration)
        let vault = FileManager.default.fileExists(atPath: file) ? try IncidentCommands.vault(configuration) : nil
        let groups = try LagCommand.groups(configuration)
        let report = try LedgerAudit.run(log: log, topology: Parts.all.topology, vault: vault, groups: groups)
        if arguments.flag("json") {
            output.print(LedgerText.json(report))
        } else {
            for line in report.lines {
                output.print(line)
            }
        }
        return report.isBalanced ? 0 : 1
    }
}
