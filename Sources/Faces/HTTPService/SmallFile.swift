import CHTTPService
import Glibc

/// Reads whole files of at most 1 MiB, as certificates are.
enum SmallFile {
    private static let largest = 1 << 20

    /// Returns a file's bytes, one at least.
    ///
    /// - Throws: ``HTTPServiceError`` that names the file.
    static func read(_ path: String, as what: String) throws(HTTPServiceError) -> [UInt8] {
        func failure(_ message: String) -> HTTPServiceError {
            HTTPServiceError(
                code: .unusableCertificate,
                action: "reading \(what) \(path)",
                message: message,
                remedy: "check the path and who may read it"
            )
        }
        // Without blocking: a named pipe in its place must not stop the process.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw failure(String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: largest + 1)
        var count = 0
        while count < bytes.count {
            let added = bytes.withUnsafeMutableBytes { room in
                Glibc.read(descriptor, room.baseAddress?.advanced(by: count), room.count - count)
            }
            guard added >= 0 || errno == EINTR else {
                throw failure(String(cString: strerror(errno)))
            }
            if added == 0 {
                break
            }
            count += max(0, added)
        }
        guard count > 0, count <= largest else {
            throw failure(count == 0 ? "the file is empty" : "the file is larger than 1 MiB")
        }
        return Array(bytes[..<count])
    }
}
