import CommandLineKit
import Configuration
import EventModel
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import Operations
import SQLiteLog

/// How commands access a log: on Kafka as any client; on the embedded log they read beside its owner and ask the owner
/// to write.
enum LogAccess {
    /// Opens the log of the settings for reading; the embedded one with or without a running owner.
    ///
    /// - Throws: `SettingFault` for settings without a usable log, ``LogError`` when it cannot be opened.
    static func reading(_ configuration: EffectiveConfiguration) throws -> any LogReading & LogClosing {
        switch try address(configuration) {
        case .embedded: try ReadOnlySQLiteLog(folder: LogSettings(configuration).folder)
        case .kafka: try KafkaAccess.log(configuration)
        }
    }

    /// The address of the log in the settings.
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

    /// Performs an operation as the owner of the log: it asks the owning process, or owns the log itself if no process
    /// does.
    ///
    /// A log on Kafka has no owner: it is written directly.
    ///
    /// - Parameters:
    ///   - configuration: The settings with the log's address.
    ///   - path: The owner's path for the operation.
    ///   - body: The request to the owner.
    ///   - direct: The same operation on a log that this process owns.
    /// - Returns: The owner's answer.
    /// - Throws: `CommandFailure` when the log cannot be owned, `OwnerFault` when the owner refuses.
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
        // An order to a folder without a log must not create a log.
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
