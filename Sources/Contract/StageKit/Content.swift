package import EventModel

/// A large input named by its digest (a trained model): same digest, same bytes, so a stage stays a pure function.
package struct Content: Sendable, Equatable {
    package let digest: Digest
    package let bytes: [UInt8]

    package init(digest: Digest, bytes: [UInt8]) {
        self.digest = digest
        self.bytes = bytes
    }
}
