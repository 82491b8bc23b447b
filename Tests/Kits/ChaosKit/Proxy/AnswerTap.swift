/// Follows the answers of a connection, passes them on, and changes those that name brokers.
struct AnswerTap {
    private let ports: BrokerPorts
    /// Size and correlation id of the present answer.
    private var head: [UInt8] = []
    private var left = 0
    /// The answer that is held until it is whole, because it names brokers.
    private var held: (mark: RequestMark, bytes: [UInt8])?

    init(_ ports: BrokerPorts) {
        self.ports = ports
    }

    /// Takes the next bytes, wherever they end.
    ///
    /// - Parameters:
    ///   - bytes: What came from the broker.
    ///   - requests: The connection's requests.
    ///   - output: Where to put what goes on to the client.
    /// - Throws: ``WireFault`` when an answer has not the form that its request asked for.
    mutating func pass(
        _ bytes: ArraySlice<UInt8>,
        _ requests: inout RequestTap,
        to output: inout [UInt8]
    ) throws(WireFault) {
        var rest = bytes
        while !rest.isEmpty {
            if left > 0 {
                let part = rest.prefix(left)
                rest = rest.dropFirst(part.count)
                left -= part.count
                guard held != nil else {
                    output += part
                    continue
                }
                held?.bytes += part
                if left == 0, let (mark, bytes) = held {
                    var answer = bytes
                    try ports.rewrite(&answer, mark)
                    output += answer
                    held = nil
                }
                continue
            }
            let count = min(8 - head.count, rest.count)
            head += rest.prefix(count)
            rest = rest.dropFirst(count)
            guard head.count == 8 else { return }
            var reader = WireReader(head)
            let size = Int(try reader.int32())
            guard size >= 4 else { throw WireFault() }
            output += head.prefix(4)
            left = size - 4
            if let mark = requests.answered(try reader.int32()), left > 0 {
                held = (mark, Array(head.suffix(4)))
            } else {
                output += head.suffix(4)
            }
            head = []
        }
    }
}
