/// What the proxy makes of one connection's bytes, without a connection.
package struct ConnectionScript {
    private var requests = RequestTap()
    private var answers: AnswerTap

    package init(_ ports: BrokerPorts) {
        answers = AnswerTap(ports)
    }

    /// Passes requests and then answers.
    ///
    /// - Parameters:
    ///   - asked: Bytes from the client.
    ///   - answered: Bytes from the broker.
    ///   - size: In pieces of how many bytes they come; nil takes each whole.
    /// - Returns: What goes on to the client.
    /// - Throws: When an answer has not the form that its request asked for.
    package func exchange(_ asked: [UInt8], _ answered: [UInt8], pieces size: Int? = nil) throws -> [UInt8] {
        var copy = self
        var output: [UInt8] = []
        for start in stride(from: 0, to: asked.count, by: size ?? asked.count) {
            try copy.requests.follow(asked[start..<min(asked.count, start + (size ?? asked.count))])
        }
        for start in stride(from: 0, to: answered.count, by: size ?? answered.count) {
            let piece = answered[start..<min(answered.count, start + (size ?? answered.count))]
            try copy.answers.pass(piece, &copy.requests, to: &output)
        }
        return output
    }
}
