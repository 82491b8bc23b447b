/// Takes each datagram for one message of syslog (RFC 5426, section 3.1; so does `/dev/log`).
///
/// Limit: a message longer than `maximumMessageBytes` is cut to that length and marked as cut.
struct SyslogDatagrams: StreamAssembler {
    let maximumMessageBytes: Int

    var heldBytes: Int {
        0
    }

    mutating func feed(_ datagram: UnsafeRawBufferPointer) -> LineBlock? {
        let kept = UnsafeRawBufferPointer(rebasing: datagram.prefix(maximumMessageBytes))
        let message = SyslogMessage.range(in: kept)
        let line = LineBlock.Line(message, isCut: kept.count < datagram.count)
        return LineBlock(bytes: Array(kept), lines: [line], consumedBytes: 0)
    }

    mutating func finish() -> LineBlock? {
        nil
    }
}
