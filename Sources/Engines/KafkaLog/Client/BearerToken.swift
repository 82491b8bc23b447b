import Foundation
import LogPort

/// A token of SASL OAUTHBEARER from a file, with subject and expiry of its payload.
///
/// The file holds one JSON Web Token (RFC 7519) in its compact form; a renewal replaces the file.
struct BearerToken {
    let value: String
    /// The claim `sub`.
    let subject: String
    /// The claim `exp`, in milliseconds since 1970.
    let expiresAtMilliseconds: Int64

    /// Reads a file of at most 64 KiB.
    ///
    /// - Throws: ``LogError`` with `unusable` when the file cannot be read or holds no such token.
    init(file: String) throws(LogError) {
        guard let handle = FileHandle(forReadingAtPath: file),
            let bytes = try? handle.read(upToCount: 64 << 10),
            let text = String(bytes: bytes, encoding: .utf8)
        else {
            throw Self.unusable(file, "the file cannot be read as text")
        }
        try self.init(text: text.trimmingCharacters(in: .whitespacesAndNewlines), file: file)
    }

    init(text: String, file: String) throws(LogError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Self.decode(parts[1]),
            let claims = try? JSONSerialization.jsonObject(with: payload) as? [String: Any]
        else {
            throw Self.unusable(file, "it holds no JSON Web Token of three parts")
        }
        guard let end = (claims["exp"] as? NSNumber)?.doubleValue, end > 0, end < 1e11 else {
            throw Self.unusable(file, "the token says no time of expiry (exp)")
        }
        value = text
        subject = claims["sub"] as? String ?? "eyrie"
        expiresAtMilliseconds = Int64(end * 1_000)
    }

    /// Decodes base64url without padding (RFC 7515, section 2).
    private static func decode(_ part: Substring) -> Data? {
        var text = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while text.count % 4 != 0 {
            text += "="
        }
        return Data(base64Encoded: text)
    }

    private static func unusable(_ file: String, _ message: String) -> LogError {
        LogError(
            .unusable,
            action: "reading the token in \(file)",
            message: "\(message); write a valid token there",
            remedy: .stop
        )
    }
}
