package import EventModel
package import LogPort

/// A source of contents (models) by digest: `eyrie.models.v1`, an export, an evidence bundle.
package protocol ContentSource: Sendable {
    /// Returns the bytes with this digest, nil when the source has none; the source has checked the digest.
    func content(_ digest: Digest) throws(LogError) -> [UInt8]?
}
