import CommandLineKit
import Configuration
import EventModel
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import Operations
import SQLiteLog

/// How commands reach a log: on Kafka as a client like any other; the embedded one reading beside its owner, and
/// writing by asking the owner.
enum LogAccess {
    /// Opens the log of the settings for reading; the embedded one whether or not an owner is alive.
    ///
    /// - Throws: `SettingFault` for settings that name no log, ``LogError`` when it cannot be opened.
    static func reading(_ configuration: EffectiveConfiguration) throws -> any LogReading & LogClosing {
        switch try address(configuration) {
        case .embedded: try ReadOnlySQLiteLog(folder: LogSettings(configuration).folder)
        case .kafka: try KafkaAccess.log(configuration)
        }
    }

    /// Where the settings say that the log is.
    static func address(_ configuration: EffectiveConfiguration) throws(SettingFault) -> LogAddress {
        try LogSettings(configuration).place()
    }

    /// The vault's file, by default in the log's folder.
    static func vaultFile(_ configuration: EffectiveConfiguration) -> String {
        VaultSettings(configuration).path(LogSettings(configuration))
    }

    /// Who gives an order, as audit entries show it.
    static var actor: String {
        "cli:\(NSUserName())"
    }

    /// Does an operation as the owner of the log: by asking the process that owns it, or, when none is alive, by
    /// owning it for the moment.
    ///
    /// A log on Kafka has no owner: it is written directly.
    ///
    /// - Parameters:
    ///   - configuration: Names the log.
    ///   - path: The owner's path for the operation.
    ///   - body: What the owner is sent.
    ///   - direct: The same operation on a log that this process owns.
    /// - Returns: The owner's answer.
    /// - Throws: `CommandFailure` when nobody can be the owner, `OwnerFault` when the owner refuses.
    static func asOwner(
        _ configuration: EffectiveConfiguration,
        path: String,
        body: [UInt8],
        direct: (LogOperations) throws -> [UInt8]
    ) throws -> [UInt8] {
        if case .kafka = try address(configuration) {
            let log = try KafkaAccess.log(configuration)
            defer { log.close() }
            return try direct(LogOperations(log: log, topology: Parts.all.topology, now: WallClock.now))
        }
        let place = LogSettings(configuration)
        // An order to a folder without a log must not make one.
        try reading(configuration).close()
        do {
            return try OwnerClient(socketPath: place.controlSocket).post(path, body: body)
        } catch OwnerFault.unreachable(let socket, let message) {
            let log: SQLiteLog
            do {
                log = try SQLiteLog(folder: place.folder)
            } catch {
                throw CommandFailure("\(OwnerFault.unreachable(socketPath: socket, message: message)); \(error)")
            }
            defer { log.close() }
            return try direct(LogOperations(log: log, topology: Parts.all.topology, now: WallClock.now))
        }
    }

    /// Appends a control record as the owner.
    static func append(_ action: Control.Action, _ configuration: EffectiveConfiguration) throws -> [UInt8] {
        let request = ControlRequest(by: actor, action: action)
        return try asOwner(configuration, path: "/v1/controls", body: request.encoded) { operations in
            try operations.append(action, by: actor).encoded
        }
    }
}
