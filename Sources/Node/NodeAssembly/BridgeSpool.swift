import FalcoBridge
import Foundation
package import LogPort
package import SQLiteLog

/// The bridge's spool in its own folder, on the embedded engine.
package final class BridgeSpool: SpoolStorage {
    private let engine: SQLiteLog

    /// Opens the spool's folder, and makes it when it is not there.
    ///
    /// - Parameters:
    ///   - folder: The spool's folder.
    ///   - settings: The engine's settings; one process owns the folder.
    /// - Throws: ``LogError`` with `unusable` when another process owns it or it cannot be written.
    package init(folder: String, settings: SQLiteLogSettings = quick) throws(LogError) {
        engine = try SQLiteLog(folder: folder, settings: settings)
    }

    /// Little memory: records are read once, immediately or much later.
    package static var quick: SQLiteLogSettings {
        var settings = SQLiteLogSettings()
        settings.tailCacheBytes = 8 << 20
        settings.queueBytes = 16 << 20
        return settings
    }

    package var log: any LogReading & LogWriting & LogKeeping {
        engine
    }

    package var storedBytes: Int {
        (try? engine.storedBytes(in: SpoolTopics.records)) ?? 0
    }

    package var freeBytes: Int? {
        var system = statvfs()
        guard statvfs(engine.folder, &system) == 0 else { return nil }
        return Int(system.f_bavail) * Int(system.f_frsize)
    }

    package func removeRecords(before offset: Int64) throws(LogError) {
        try engine.removeRecords(before: offset, in: SpoolTopics.records)
    }
}
