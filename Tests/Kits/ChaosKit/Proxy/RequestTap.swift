/// Follows the requests of a connection and remembers those whose answers name brokers; changes nothing.
struct RequestTap {
    /// Requests under way whose answers have to be changed, by correlation id.
    private(set) var asked: [Int32: RequestMark] = [:]
    /// The first twelve bytes of the present request: size, API, version, correlation id.
    private var head: [UInt8] = []
    private var left = 0

    /// Takes the next bytes, wherever they end.
    mutating func follow(_ bytes: ArraySlice<UInt8>) throws(WireFault) {
        var rest = bytes
        while !rest.isEmpty {
            if left > 0 {
                let count = min(left, rest.count)
                rest = rest.dropFirst(count)
                left -= count
                continue
            }
            let count = min(12 - head.count, rest.count)
            head += rest.prefix(count)
            rest = rest.dropFirst(count)
            guard head.count == 12 else { return }
            var reader = WireReader(head)
            let size = Int(try reader.int32())
            let mark = RequestMark(api: try reader.int16(), version: try reader.int16())
            let correlation = try reader.int32()
            guard size >= 8 else { throw WireFault() }
            if BrokerPorts.isNaming(mark.api) {
                asked[correlation] = mark
            }
            left = size - 8
            head = []
        }
    }

    /// Takes out what was remembered of a request.
    mutating func answered(_ correlation: Int32) -> RequestMark? {
        asked.removeValue(forKey: correlation)
    }
}

/// What a request's first bytes say of its answer's form.
struct RequestMark: Equatable {
    let api: Int16
    let version: Int16
}
