import Glibc

/// A file of settings, read whole; at most 1 MiB.
package struct ConfigurationFile: Sendable, Equatable {
    /// The largest file that is read, in bytes.
    package static let largest = 1 << 20

    /// The name that messages show.
    package let name: String
    /// The text as it is in the file.
    package let bytes: [UInt8]

    /// Takes a text that is already in memory.
    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// Reads a file.
    ///
    /// - Parameter path: The file's path, which messages show as it is.
    /// - Returns: The file.
    /// - Throws: ``ConfigurationError`` of one problem when it cannot be read or is too large.
    package static func read(_ path: String) throws(ConfigurationError) -> ConfigurationFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: largest + 1)
        var length = 0
        while length < bytes.count {
            let count = bytes[length...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { break }
            if count < 0, errno != EINTR { throw failure(path, String(cString: strerror(errno))) }
            length += max(0, count)
        }
        guard length <= largest else { throw failure(path, "the file is larger than \(largest) bytes") }
        return ConfigurationFile(name: path, bytes: Array(bytes[..<length]))
    }

    private static func failure(_ path: String, _ message: String) -> ConfigurationError {
        ConfigurationError([
            ConfigurationProblem(
                code: .unreadable,
                place: path,
                key: "",
                message: message,
                remedy: "give a file that can be read"
            )
        ])
    }
}
