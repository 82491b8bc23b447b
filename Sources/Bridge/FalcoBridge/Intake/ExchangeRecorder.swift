import Compression
import EventModel
import HTTPService

/// Turns the body of a request into records and makes the answer for when they are durable.
///
/// | body | answer |
/// | --- | --- |
/// | an alert: JSON, or Falco's text form | 200, empty, its event id in `X-Eyrie-Event-Id` |
/// | the same alert of the same sender again within the window (``RepeatedAlerts``) | the same; nothing is appended |
/// | an alert that a filter of the settings leaves out | the same; nothing is appended |
/// | several alerts: an array, lines, values behind each other | 200, their ids with commas when there are at most 16 |
/// | alerts and broken ones | 200; each broken one is a dead letter |
/// | no alert in it | 400 `Please send a valid request body` and the reason; the whole body is one dead letter (``RefusedBodies``) |
/// | `Content-Encoding` that is not gzip or zstd | 415; a dead letter with the bytes as they came |
/// | an alert that is larger in its envelope than the log takes | 413; a dead letter with as much as fits |
/// | over the limit, also after decoding | 413; a dead letter with the first 64 KiB of what came |
///
/// For several alerts the headers `X-Eyrie-Event-Count` and, if any is broken, `X-Eyrie-Broken-Count` contain the
/// counts. A body with good and broken ones is answered 200, since senders either never send again or would send the
/// good ones twice. One thread uses it.
final class ExchangeRecorder {
    /// Bytes kept of a body that is over the limit.
    static let keptOverflowBytes = 64 << 10

    private static let unknownEncoding = HTTPAnswer(
        status: 415,
        headers: [HTTPHeader("Accept-Encoding", "gzip, zstd")],
        body: Array("Please send gzip, zstd or no content encoding\n".utf8)
    )

    private let alerts: UniqueAlertRecorder
    private let bodies: BodyRecorder
    private let decoder: BodyDecoder
    private let bodyLimit: Int
    private var testNumber: Int64 = 0

    init(_ alerts: UniqueAlertRecorder, bodyLimit: Int) {
        self.alerts = alerts
        self.bodyLimit = bodyLimit
        bodies = BodyRecorder(alerts: alerts)
        decoder = BodyDecoder(limit: bodyLimit)
    }

    /// Records the body of an exchange and counts the outcome.
    ///
    /// - Returns: The answer, to be given when the group is kept.
    func record(
        _ received: ReceivedExchange,
        from origin: AlertRecorder.Origin,
        into counters: inout DoorCounters
    ) -> HTTPAnswer {
        let answer =
            switch received.form {
            case .test:
                testAlert(at: received.receivedMilliseconds).withUnsafeBytes {
                    bodies.record($0, from: origin, into: &counters)
                }
            default:
                received.exchange.withBody {
                    recordEncoded($0, of: received.exchange, as: received.form, origin, &counters)
                }
            }
        alerts.countRequest(isAccepted: answer.status == 200)
        return answer
    }

    /// Records a body as it came.
    private func recordEncoded(
        _ body: UnsafeRawBufferPointer,
        of exchange: HTTPExchange,
        as form: ExchangeForm,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) -> HTTPAnswer {
        switch form {
        case .plain, .test:
            return bodies.record(body, of: exchange, from: origin, into: &counters)
        case .gzip, .zstd:
            do throws(CompressionError) {
                return try decoder.withBody(body, encoding: form) {
                    bodies.record($0, of: exchange, from: origin, into: &counters)
                }
            } catch {
                guard error.code == .tooLarge else {
                    let message = "\(form): \(error.message)"
                    refuse(body, "content-encoding", message, origin, &counters)
                    return BodyRecorder.invalid("content-encoding", message)
                }
                let message = "decoded it has more than \(bodyLimit) bytes, of \(body.count) bytes that came"
                refuse(beginning(of: body), "body-too-large", message, origin, &counters)
                return tooLarge
            }
        case .unknownEncoding(let name):
            refuse(body, "content-encoding", "the encoding \(name.prefix(64)) is not understood", origin, &counters)
            return Self.unknownEncoding
        case .overflow(let overflow):
            let size = overflow.isAnnounced ? "\(overflow.length)" : "at least \(overflow.length)"
            let message = "the body has \(size) bytes, the limit is \(bodyLimit); \(body.count) of them are kept"
            refuse(beginning(of: body), "body-too-large", message, origin, &counters)
            return tooLarge
        }
    }

    private func refuse(
        _ bytes: UnsafeRawBufferPointer,
        _ code: String,
        _ message: String,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) {
        alerts.recordRefusedBody(bytes, code: code, message: message, from: origin, into: &counters)
    }

    private var tooLarge: HTTPAnswer {
        .text(413, "The body is larger than \(bodyLimit) bytes\n")
    }

    private func beginning(of body: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: body.prefix(Self.keptOverflowBytes))
    }

    /// An alert as falcosidekick's `/test` makes one; a counter below the millisecond makes each one unique.
    private func testAlert(at milliseconds: Int64) -> [UInt8] {
        testNumber = (testNumber + 1) % 1_000_000
        let time = Timestamp(nanoseconds: Timestamp(milliseconds: milliseconds).nanoseconds + testNumber)
        let text = """
            {"hostname":"eyrie","output":"This is a test of eyrie","output_fields":{"proc.name":"eyrie",\
            "user.name":"eyrie"},"priority":"Debug","rule":"Test rule","source":"syscall","tags":["test","example"],\
            "time":"\(time)"}
            """
        return Array(text.utf8)
    }
}
