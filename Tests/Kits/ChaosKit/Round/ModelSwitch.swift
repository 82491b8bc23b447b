import EventModel
import Foundation
import LogPort
import NodeAssembly
import Operations

/// Stores a model and activates it in the middle of a round, as `eyrie model activate` does.
struct ModelSwitch {
    private let operations: LogOperations
    private let model: SeededModel

    init(log: any LogReading & LogWriting, seed: UInt64) throws {
        operations = LogOperations(log: log, topology: Parts.all.topology) {
            Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000) * 1_000_000)
        }
        model = try SeededModel(seed: seed)
    }

    /// Stores the model.
    func store() throws -> Digest {
        try patiently { try operations.store(model: model.bytes, by: "chaos") }
    }

    /// Appends the control to every partition of the alerts.
    ///
    /// A commit of unknown outcome is done again: two controls of one model are as good as one.
    func activate(_ digest: Digest) throws {
        try patiently { _ = try operations.append(.activateModel(digest), by: "chaos") }
    }

    private func patiently<Result>(_ work: () throws -> Result) throws -> Result {
        var tries = 0
        while true {
            do {
                return try work()
            } catch let error as LogError {
                tries += 1
                guard error.remedy != .stop, tries < 20 else { throw error }
                Thread.sleep(forTimeInterval: 0.5)
            }
        }
    }
}
