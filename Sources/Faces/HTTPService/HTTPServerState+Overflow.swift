import CHTTPService

/// Bodies over the limit, where the handler wants to see their beginning.
///
/// ```
///  announced, at most maximumDrainedBytes --> beginning kept, rest thrown away --> handler, answer
///  announced, more                        --> handler without a byte, answer, connection closed
///  chunked                                --> as the first; beyond maximumDrainedBytes: handler, connection closed
/// ```
extension HTTPServerState {
    /// Begins a request whose body announces itself as too long.
    func beginOverflow(
        _ connection: HTTPConnection,
        length: UInt64,
        url: UnsafePointer<CChar>,
        method: UnsafePointer<CChar>
    ) -> MHD_Result {
        connection.overflow = HTTPOverflow(length: length, isAnnounced: true)
        guard length <= UInt64(maximumDrainedBytes) else {
            return handle(connection, url: url, method: method)
        }
        connection.beginBody()
        return ehs_go_on
    }

    /// Takes bytes of a body that is, or with them gets, too long.
    func overflow(
        _ connection: HTTPConnection,
        url: UnsafePointer<CChar>,
        method: UnsafePointer<CChar>,
        upload: UnsafePointer<CChar>?,
        uploadCount: UnsafeMutablePointer<Int>
    ) -> MHD_Result {
        if connection.overflow == nil {
            count(.bodyTooLarge)
            guard keptOverflowBytes > 0 else {
                // In the middle of a chunked body libmicrohttpd can only drop the connection.
                return ehs_drop
            }
            connection.overflow = HTTPOverflow(length: UInt64(connection.body.count), isAnnounced: false)
            connection.body.cut(to: keptOverflowBytes)
        }
        let wanted = min(uploadCount.pointee, keptOverflowBytes - connection.body.count)
        if let upload, wanted > 0 {
            connection.body.append(upload, count: wanted)
        }
        let came = UInt64(uploadCount.pointee)
        uploadCount.pointee = 0
        guard let overflow = connection.overflow, !overflow.isAnnounced else {
            return ehs_go_on
        }
        connection.overflow?.length += came
        guard overflow.length + came > UInt64(maximumDrainedBytes) else {
            return ehs_go_on
        }
        connection.isGivenUp = true
        switch handle(connection, url: url, method: method) {
        case ehs_go_on where connection.phase == .suspended: return ehs_go_on
        default: return ehs_drop
        }
    }
}
