import CommandLineKit
import Foundation

/// A folder of the system's temporary directory that a bench has to itself.
final class TemporaryFolder: Sendable {
    let path: String

    /// Makes the folder.
    ///
    /// - Throws: `CommandFailure` when there is no room or no right to make it.
    init(_ purpose: String) throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("eyrie-\(purpose)-\(UUID().uuidString.prefix(8))")
        path = url.path
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure("making \(path): \(error.localizedDescription); set TMPDIR to a folder with room")
        }
    }

    /// Bytes of all files in the folder.
    var byteCount: Int {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return names.reduce(0) { sum, name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }

    /// Removes the folder with everything in it; what cannot be removed is left to the system.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
