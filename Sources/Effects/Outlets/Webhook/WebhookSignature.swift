import Cryptography
import JSONText
package import Telemetry

/// The signature of Standard Webhooks: HMAC with SHA-256 over `id.timestamp.body`.
///
/// Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Signature scheme".
package enum WebhookSignature {
    /// The beginning of a key's text; base64 of 24 to 64 bytes follows.
    package static let prefix = "whsec_"
    /// How many bytes a key has.
    package static let keyBytes = 24...64

    /// Reads the text of a key; nil when it does not have the form.
    package static func key(_ text: String) -> Secret<[UInt8]>? {
        guard text.hasPrefix(prefix) else { return nil }
        let encoded = Array(text.utf8.dropFirst(prefix.utf8.count))
        guard let bytes = encoded.withUnsafeBytes({ Base64.decode($0) }), keyBytes.contains(bytes.count) else {
            return nil
        }
        return Secret(bytes)
    }

    /// Returns the value of `webhook-signature`: one signature per key, separated by spaces.
    ///
    /// - Parameters:
    ///   - body: What is sent, exactly.
    ///   - id: The value of `webhook-id`.
    ///   - seconds: The value of `webhook-timestamp`, seconds since 1970.
    ///   - keys: The keys, the newest first.
    /// - Returns: Such as `v1,BASE64 v1,BASE64`.
    package static func header(of body: [UInt8], id: String, seconds: Int64, keys: [Secret<[UInt8]>]) -> String {
        let signed = Array("\(id).\(seconds).".utf8) + body
        return keys.map { key in
            "v1," + base64(HMACSHA256.authenticationCode(of: signed, key: key.exposed))
        }.joined(separator: " ")
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: Base64.encodedCount(bytes.count)) { room in
            guard let base = room.baseAddress else { return 0 }
            return bytes.withUnsafeBytes { Base64.encode($0, to: UnsafeMutableRawPointer(base)) }
        }
    }
}
