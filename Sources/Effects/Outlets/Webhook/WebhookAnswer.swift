import EffectRuntime
import EventModel
import HTTPRequests

/// The meaning of an HTTP answer, or of none, for a delivery.
enum WebhookAnswer {
    /// Judges an answer.
    ///
    /// 2xx is success, 410 disables the destination, 4xx other than 408, 425 and 429 are final; redirects are never
    /// followed and fail like 5xx, since the settings may still be corrected.
    static func of(_ answer: HTTPClientAnswer, at now: Timestamp) -> DeliveryAnswer {
        let status = answer.status
        let message = "the destination answered \(status)"
        switch status {
        case 200..<300:
            return .accepted(status: status)
        case 410:
            return .gone(status: status, message: "\(message): it wants no more messages")
        case 300..<400:
            let redirect = "\(message): redirects are not followed"
            return .retryLater(status: status, afterSeconds: nil, message: redirect)
        case 429, 503:
            let after = answer.header("retry-after").flatMap { seconds($0, at: now) }
            return .retryLater(status: status, afterSeconds: after, message: message)
        case 408, 425, 500...:
            return .retryLater(status: status, afterSeconds: nil, message: message)
        default:
            return .refused(status: status, message: message)
        }
    }

    /// Returns why there is no answer, without libcurl's text, which contains hosts.
    static func of(_ error: HTTPRequestsError, timeout: Duration) -> DeliveryAnswer {
        let message =
            switch error.code {
            case .invalidURL: "the URL cannot be used"
            case .unreachable: "no connection: the name is unknown or nobody answers"
            case .timedOut: "no whole answer within \(timeout.components.seconds) s"
            case .untrusted: "TLS failed: the certificate is not trusted, or the server speaks another protocol"
            case .refusedAddress: "the address is not public, and allow-private is not set"
            case .answerTooLarge: "the headers of the answer are too large"
            case .broken: "the connection broke"
            }
        return .retryLater(status: nil, afterSeconds: nil, message: message)
    }

    /// Reads Retry-After: seconds, or a date (RFC 9110, 10.2.3 and 5.6.7); nil when it is neither.
    static func seconds(_ text: String, at now: Timestamp) -> Int? {
        if !text.isEmpty, text.utf8.count <= 9, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) {
            return Int(text)
        }
        let words = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 6, words[5] == "GMT", words[1].count == 2,
            let month = months.firstIndex(of: String(words[2])),
            let date = Timestamp(
                rfc3339: "\(words[3])-\(month < 9 ? "0" : "")\(month + 1)-\(words[1])T\(words[4])Z"
            )
        else { return nil }
        // Whole seconds, upwards: never earlier than asked for.
        let (seconds, rest) = max(0, date.nanoseconds(since: now)).quotientAndRemainder(dividingBy: 1_000_000_000)
        return Int(seconds + (rest > 0 ? 1 : 0))
    }
}
