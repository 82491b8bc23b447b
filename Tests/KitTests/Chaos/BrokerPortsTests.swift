import ChaosKit
import Testing

@Suite("Answers that name brokers")
struct BrokerPortsTests {
    /// A connection's two taps with one broker, 9092, that is reached at 7000.
    private static let ports = BrokerPorts([9092: 7_000])

    private static func int16(_ value: Int16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    private static func int32(_ value: Int32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> Int32($0)) }
    }

    private static func text(_ text: String) -> [UInt8] {
        int16(Int16(text.utf8.count)) + Array(text.utf8)
    }

    private static func compact(_ text: String) -> [UInt8] {
        [UInt8(text.utf8.count + 1)] + Array(text.utf8)
    }

    private static func framed(_ bytes: [UInt8]) -> [UInt8] {
        int32(Int32(bytes.count)) + bytes
    }

    private static func request(api: Int16, version: Int16, correlation: Int32) -> [UInt8] {
        framed(int16(api) + int16(version) + int32(correlation) + text("test") + [1, 2, 3])
    }

    /// Metadata with one broker at a port, in the form of a version; source: MetadataResponse.json.
    private static func metadata(_ version: Int16, port: Int32) -> [UInt8] {
        let isCompact = version >= 9
        var bytes = int32(77) + (isCompact ? [0] : []) + (version >= 3 ? int32(0) : [])
        bytes += isCompact ? [2] : int32(1)
        bytes += int32(1) + (isCompact ? compact("127.0.0.1") : text("127.0.0.1")) + int32(port)
        if version >= 1 {
            // No rack: null is a length of -1, or of 0 in the compact form.
            bytes += isCompact ? [0] : int16(-1)
        }
        return bytes + (isCompact ? [0] : []) + [9, 9, 9]
    }

    /// A coordinator at a port, in the form of a version; source: FindCoordinatorResponse.json.
    private static func coordinator(_ version: Int16, port: Int32) -> [UInt8] {
        guard version >= 4 else {
            let isCompact = version == 3
            var bytes = int32(77) + (isCompact ? [0] : []) + (version >= 1 ? int32(0) : []) + int16(0)
            if version >= 1 {
                bytes += isCompact ? [0] : int16(-1)
            }
            return bytes + int32(2) + (isCompact ? compact("127.0.0.1") : text("127.0.0.1")) + int32(port)
        }
        return int32(77) + [0] + int32(0) + [2] + compact("group") + int32(2) + compact("127.0.0.1") + int32(port)
            + int16(0) + [0, 0, 0]
    }

    @Test("a port of metadata becomes the proxy's, in each version", arguments: 0...12 as ClosedRange<Int16>)
    func metadataPorts(version: Int16) throws {
        let answer = try ConnectionScript(Self.ports).exchange(
            Self.request(api: 3, version: version, correlation: 77),
            Self.framed(Self.metadata(version, port: 9_092))
        )
        #expect(answer == Self.framed(Self.metadata(version, port: 7_000)))
    }

    @Test("a port of a coordinator becomes the proxy's, in each version", arguments: 0...6 as ClosedRange<Int16>)
    func coordinatorPorts(version: Int16) throws {
        let answer = try ConnectionScript(Self.ports).exchange(
            Self.request(api: 10, version: version, correlation: 77),
            Self.framed(Self.coordinator(version, port: 9_092))
        )
        #expect(answer == Self.framed(Self.coordinator(version, port: 7_000)))
    }

    @Test("bytes may come in pieces of any size", arguments: 1...13)
    func pieces(size: Int) throws {
        let answer = try ConnectionScript(Self.ports).exchange(
            Self.request(api: 3, version: 4, correlation: 77) + Self.request(api: 1, version: 11, correlation: 78),
            Self.framed(Self.metadata(4, port: 9_092)) + Self.framed(Self.int32(78) + Self.int32(9_092)),
            pieces: size
        )
        // The second answer is no such answer and stays, although the number of the port is in it.
        #expect(
            answer == Self.framed(Self.metadata(4, port: 7_000)) + Self.framed(Self.int32(78) + Self.int32(9_092))
        )
    }

    @Test(
        "the port of a broker that is not proxied stays, as that of no coordinator",
        arguments: [-1, 9_999] as [Int32]
    )
    func otherPorts(port: Int32) throws {
        let bytes = Self.framed(Self.coordinator(2, port: port))
        let request = Self.request(api: 10, version: 2, correlation: 77)
        #expect(try ConnectionScript(Self.ports).exchange(request, bytes) == bytes)
    }

    @Test("an answer that ends too early is a fault, not a guess")
    func broken() {
        #expect(throws: (any Error).self) {
            try ConnectionScript(Self.ports).exchange(
                Self.request(api: 3, version: 4, correlation: 77),
                Self.framed(Array(Self.metadata(4, port: 9_092).prefix(12)))
            )
        }
    }
}
