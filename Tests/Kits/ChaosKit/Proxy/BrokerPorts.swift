/// Puts the proxy's ports in the place of the brokers' in the two answers that tell clients where brokers are.
///
/// Only the port of 32 bits changes, so lengths stay. Others of the protocol's answers that name hosts (DescribeCluster,
/// and the leaders' end points in Produce of version 10 and Fetch of version 16) are not asked for by librdkafka 2.0.2.
///
/// Source: Kafka's message definitions, `MetadataResponse.json` and `FindCoordinatorResponse.json`.
package struct BrokerPorts: Sendable, Equatable {
    static let metadata: Int16 = 3
    static let findCoordinator: Int16 = 10

    /// The proxy's port for each port of a broker.
    package let proxied: [Int32: Int32]

    package init(_ proxied: [Int32: Int32]) {
        self.proxied = proxied
    }

    /// Whether the answers of this API name brokers.
    static func isNaming(_ api: Int16) -> Bool {
        api == metadata || api == findCoordinator
    }

    /// Changes one answer, from its correlation id to its end.
    func rewrite(_ answer: inout [UInt8], _ request: RequestMark) throws(WireFault) {
        var reader = WireReader(answer)
        _ = try reader.int32()
        switch request.api {
        case Self.metadata: try metadata(&reader, request.version, &answer)
        case Self.findCoordinator: try coordinator(&reader, request.version, &answer)
        default: break
        }
    }

    private func metadata(_ reader: inout WireReader, _ version: Int16, _ answer: inout [UInt8]) throws(WireFault) {
        let isCompact = version >= 9
        if isCompact {
            try reader.skipTags()
        }
        if version >= 3 {
            _ = try reader.int32()
        }
        for _ in 0..<(try reader.count(isCompact: isCompact)) {
            _ = try reader.int32()
            try reader.skipText(isCompact: isCompact)
            try port(&reader, &answer)
            if version >= 1 {
                try reader.skipText(isCompact: isCompact)
            }
            if isCompact {
                try reader.skipTags()
            }
        }
    }

    private func coordinator(_ reader: inout WireReader, _ version: Int16, _ answer: inout [UInt8]) throws(WireFault) {
        let isCompact = version >= 3
        if isCompact {
            try reader.skipTags()
        }
        if version >= 1 {
            _ = try reader.int32()
        }
        guard version >= 4 else {
            _ = try reader.int16()
            if version >= 1 {
                try reader.skipText(isCompact: isCompact)
            }
            _ = try reader.int32()
            try reader.skipText(isCompact: isCompact)
            return try port(&reader, &answer)
        }
        for _ in 0..<(try reader.count(isCompact: true)) {
            try reader.skipText(isCompact: true)
            _ = try reader.int32()
            try reader.skipText(isCompact: true)
            try port(&reader, &answer)
            _ = try reader.int16()
            try reader.skipText(isCompact: true)
            try reader.skipTags()
        }
    }

    /// A port that is none of the brokers' stays: -1 stands for a coordinator that is not there.
    private func port(_ reader: inout WireReader, _ answer: inout [UInt8]) throws(WireFault) {
        let place = reader.position
        guard let new = proxied[try reader.int32()] else { return }
        for (index, shift) in [24, 16, 8, 0].enumerated() {
            answer[place + index] = UInt8(truncatingIfNeeded: new >> Int32(shift))
        }
    }
}
