import CommandLineKit
import Configuration
import Foundation
import KafkaLog
import NodeAssembly
import Operations

/// `eyrie doctor`: what may be wrong with this installation, each with what to do about it.
enum DoctorCommand {
    static let command = Command(
        "doctor",
        summary: "check settings, room, log, stages and vault; on Kafka the cluster",
        discussion: """
            Ends with exit code 1 when something has failed. On Kafka it connects as these settings say and looks at \
            client, brokers, topics, rights and lag. To see the brokers' clock, compression and the right to write, it \
            writes one record in a transaction and aborts it, which no reader ever sees; --read-only leaves that out.
            """,
        options: [
            .flag("read-only", help: "On Kafka: write nothing, not even a transaction that is aborted."),
            TopicsOptions.folder,
            .repeated(
                "principal",
                placeholder: "ROLE=NAME",
                help: "On Kafka: the user of a role, when it is not eyrie-ROLE."
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
            examination.bad("there is no log at \(folder): `eyrie up` makes it")
            return examination.exitCode
        }
        examination.log(configuration)
        examination.report(FolderExamination.vault(LogAccess.vaultFile(configuration)))
        return examination.exitCode
    }
}
