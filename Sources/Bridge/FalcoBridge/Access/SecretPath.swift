import Telemetry

/// The one path that takes alerts, compared in a time that does not depend on how much of a guess is right.
struct SecretPath: Sendable {
    /// Least length in bytes, `/` and 8 characters; random ones cannot be guessed over a network.
    static let leastCount = 9

    private let path: Secret<[UInt8]>

    /// Takes a path of letters, digits and `/ - . _ ~`, which no client and no proxy writes in another way (RFC 3986 2.3).
    ///
    /// - Throws: ``BridgeError``, which does not show the path.
    init(_ path: Secret<String>) throws(BridgeError) {
        let bytes = Array(path.exposed.utf8)
        guard bytes.first == 0x2F, bytes.count >= Self.leastCount, bytes.allSatisfy(Self.isUnreserved) else {
            throw BridgeError(
                code: .notListening,
                action: "reading bridge.http.secret-path",
                message: "the path is too short or has other characters",
                remedy: "give / and at least 8 characters, of letters, digits and / - . _ ~"
            )
        }
        self.path = Secret(bytes)
    }

    /// Returns whether a path is this one; the time depends on the guess's length alone.
    func matches(_ guess: UnsafeRawBufferPointer) -> Bool {
        let expected = path.exposed
        var difference: UInt8 = guess.count == expected.count ? 0 : 1
        for index in 0..<guess.count {
            difference |= guess[index] ^ expected[index % expected.count]
        }
        return difference == 0
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: true
        default: false
        }
    }
}
