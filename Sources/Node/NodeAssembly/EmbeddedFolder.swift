package import Configuration
import ForensicVault
import Foundation
package import LogPort

/// The folder of an embedded log before and after a process has owned it: whether it may begin there, and what is left.
package struct EmbeddedFolder {
    private static let logFile = "eyrie.log"

    private let folder: String
    private let vault: String
    /// Whether there was a log before.
    private let hadLog: Bool
    private let hadVault: Bool
    /// The folders that opening the log makes, the innermost first.
    private let missing: [String]

    /// Looks at the folder before a log is opened or made there.
    ///
    /// - Throws: `LogError` with `unusable` when the log is missing beside what belongs to one: a new log would begin again
    ///   at offset 0, and what was decided would have nothing behind it.
    package init(_ settings: SettingsValues) throws(LogError) {
        let place = settings[LogSettings.self]
        folder = place.folder
        vault = settings[VaultSettings.self].path(place)
        let files = FileManager.default
        hadLog = files.fileExists(atPath: "\(folder)/\(Self.logFile)")
        hadVault = files.fileExists(atPath: vault)
        var absent: [String] = []
        var path = URL(fileURLWithPath: folder).standardizedFileURL
        while path.path.count > 1, !files.fileExists(atPath: path.path) {
            absent.append(path.path)
            path.deleteLastPathComponent()
        }
        missing = absent
        guard !hadLog else { return }
        let journal = "\(folder)/\(Self.logFile)-wal"
        let left = hadVault ? "the vault \(vault)" : files.fileExists(atPath: journal) ? "the journal \(journal)" : nil
        guard let left else { return }
        throw LogError(
            .unusable,
            action: "opening the log in \(folder)",
            message: "there is no \(Self.logFile), and \(left) belongs to one: bring the log back from a copy (with "
                + "its -wal), or move \(left) away to begin anew; nothing was changed",
            remedy: .stop
        )
    }

    /// Compares what the vault has read with where the log ends.
    ///
    /// - Throws: `LogError` with `unusable` when the vault is ahead: the log is an older copy, or another one.
    package func checkVault(_ log: any LogReading) throws(LogError) {
        // A vault of an earlier format is read once it was brought to this one; it refuses then.
        guard hadVault, let positions = try? VaultReader(path: vault).positions() else { return }
        for (partition, next) in positions.sorted(by: { $0.key.partition < $1.key.partition }) {
            let end: Int64
            do throws(LogError) {
                end = try log.resolve(.latest, in: partition)
            } catch {
                guard error.code == .unknownTopic else { throw error }
                end = 0
            }
            guard next > end else { continue }
            throw LogError(
                .unusable,
                action: "opening the log in \(folder)",
                message: "the vault \(vault) has read \(partition) up to offset \(next), and the log ends at \(end): "
                    + "it is an older copy, or another log; bring back the newer one, or move the vault away to have it "
                    + "built anew from this log; nothing was changed",
                remedy: .stop
            )
        }
    }

    /// Whether the log was made by this process and holds nothing.
    package func isUnused(_ log: any LogReading) -> Bool {
        guard !hadLog, let topics = try? log.topics() else { return false }
        return topics.allSatisfy { topic in
            (0..<topic.partitions).allSatisfy { (try? log.resolve(.latest, in: TopicPartition(topic.name, $0))) == 0 }
        }
    }

    /// Removes what a process made that then failed before it kept anything; the log is closed.
    package func removeUnused() {
        guard !hadLog else { return }
        var made = ["", "-wal", "-shm"].map { "\(folder)/\(Self.logFile)\($0)" }
        made += ["\(folder)/eyrie.lock", "\(folder)/eyrie.sock", "\(folder)/import.sock"]
        if !hadVault {
            made += ["", "-wal", "-shm"].map { "\(vault)\($0)" }
        }
        for path in made {
            unlink(path)
        }
        for path in missing {
            // Only an empty one goes.
            rmdir(path)
        }
    }
}
