import CommandLineKit
import Configuration
import Foundation
import KafkaLog
import NodeAssembly
import Operations

/// `eyrie doctor`: finds problems of this installation and says how to solve them.
enum DoctorCommand {
    static let command = Command(
        "doctor",
        summary: "check settings, disk space, log, stages and vault; on Kafka the cluster",
        discussion: """
            Exits with code 1 if a check fails. On Kafka it connects with these settings and checks client, brokers, \
            topics, rights and lag. To check the brokers' clock, compression and the right to write, it writes one \
            record in a transaction and aborts it, so that no reader sees it; --read-only skips that.
            """,
        options: [
            .flag("read-only", help: "On Kafka: write nothing, not even an aborted transaction."),
            TopicsOptions.folder,
            .repeated(
                "principal",
                placeholder: "ROLE=NAME",
                help: "On Kafka: the user of a role, if it is not eyrie-ROLE."
            ),
        ]
    ) { arguments, output in
        var examination = Examination(output: output)
        let configuration: EffectiveConfiguration
        let address: LogAddress
        do {
            configuration = try CommonOptions.settings(arguments)
            address = try LogAccess.address(configuration)
            examination.good("settings are valid")
        } catch {
            examination.bad("settings: \(error)")
            return examination.exitCode
        }
        if case .kafka = address {
            examination.kafka(configuration, arguments)
            let vault = LogAccess.vaultFile(configuration)
            if FileManager.default.fileExists(atPath: vault) {
                examination.report(FolderExamination.vault(vault))
            }
            return examination.exitCode
        }
        let folder = LogSettings(configuration).folder
        examination.report([FolderExamination.room(in: folder)])
        guard FileManager.default.fileExists(atPath: folder) else {
            examination.bad("there is no log at \(folder): `eyrie up` creates it")
            return examination.exitCode
        }
        examination.log(configuration)
        examination.report(FolderExamination.vault(LogAccess.vaultFile(configuration)))
        return examination.exitCode
    }
}
