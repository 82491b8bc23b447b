import CommandLineKit
import Configuration
import EventModel
import ForensicVault
import Foundation
import Pipeline
import SQLiteLog
import StageRuntime

/// `eyrie doctor`: what may be wrong with this installation, each with what to do about it.
enum DoctorCommand {
    static let command = Command(
        "doctor",
        summary: "check settings, room, log, stages and vault"
    ) { arguments, output in
        var examination = Examination(output: output)
        let configuration: EffectiveConfiguration
        do {
            configuration = try CommonOptions.settings(arguments)
            examination.good("settings are valid")
        } catch {
            examination.bad("settings: \(error)")
            return examination.exitCode
        }
        let folder = configuration[EyrieSettings.folder]
        examination.room(in: folder)
        guard FileManager.default.fileExists(atPath: folder) else {
            examination.bad("there is no log at \(folder): `eyrie up` makes it")
            return examination.exitCode
        }
        examination.log(configuration)
        examination.vault(LogAccess.vaultFile(configuration))
        return examination.exitCode
    }
}
