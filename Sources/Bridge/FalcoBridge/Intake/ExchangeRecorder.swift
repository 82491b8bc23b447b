import Compression
import EventModel
import HTTPService
import JSONText

/// Turns the body of a request into records and says how to answer once they are durable.
///
/// | body | answer |
/// | --- | --- |
/// | an alert: JSON, or Falco's text form | 200, empty, its event id in `X-Eyrie-Event-Id` |
/// | the same bytes of the same sender again within the window | the same; nothing is appended |
/// | an alert that a filter of the settings leaves out | the same; nothing is appended |
/// | several alerts: an array, lines, values behind each other | 200, their ids with commas when there are at most 16 |
/// | alerts and broken ones | 200; each broken one is a dead letter |
/// | no alert in it | 400 `Please send a valid request body`; the whole body is one dead letter |
/// | `Content-Encoding` that is not gzip or zstd | 415; a dead letter with the bytes as they came |
/// | over the limit, also after decoding | 413; a dead letter with the first 64 KiB of what came |
///
/// Of several alerts the headers `X-Eyrie-Event-Count` and, if any is broken, `X-Eyrie-Broken-Count` tell how many there
/// were. Good ones next to broken ones are answered 200, for senders either never send again or would send the good ones
/// twice. One thread uses it.
final class ExchangeRecorder {
    /// Bytes kept of a body that is over the limit.
    static let keptOverflowBytes = 64 << 10
    /// Pieces of one body; what is behind them is one dead letter.
    static let maximumPieces = 10_000
    /// Dead letters of one body; beyond it the whole body is one, so that no body becomes many times its size.
    static let maximumLetters = 100
    /// Event ids in an answer.
    static let maximumIDs = 16

    /// Source: falcosidekick, handlers.go.
    static let invalid = HTTPAnswer.text(400, "Please send a valid request body\n")
    private static let unknownEncoding = HTTPAnswer(
        status: 415,
        headers: [HTTPHeader("Accept-Encoding", "gzip, zstd")],
        body: Array("Please send gzip, zstd or no content encoding\n".utf8)
    )

    private let recorder: AlertRecorder
    private let decoder: BodyDecoder
    private let bodyLimit: Int
    private let falcosidekick: FalcosidekickMetrics?
    private var window: DuplicateWindow
    private var pending = FalcosidekickMetrics.Pending()
    private var testNumber: Int64 = 0

    init(_ recorder: AlertRecorder, window: DuplicateWindow, bodyLimit: Int, falcosidekick: FalcosidekickMetrics?) {
        self.recorder = recorder
        self.window = window
        self.bodyLimit = bodyLimit
        self.falcosidekick = falcosidekick
        decoder = BodyDecoder(limit: bodyLimit)
    }

    /// Records the body of an exchange and counts what became of it.
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
                testAlert(at: received.receivedMilliseconds).withUnsafeBytes { record($0, origin, &counters) }
            default:
                received.exchange.withBody { record($0, as: received.form, origin, &counters) }
            }
        if answer.status == 200 {
            pending.accepted += 1
        } else {
            pending.rejected += 1
        }
        return answer
    }

    /// The group was kept.
    func keepPending() {
        window.keepPending()
        countPending(isKept: true)
    }

    /// The group was not kept.
    func forgetPending() {
        window.forgetPending()
        countPending(isKept: false)
    }

    /// How many alerts the window forgot before their time.
    var forgottenEarly: UInt64 {
        window.forgottenEarly
    }

    private func countPending(isKept: Bool) {
        falcosidekick?.count(pending, isKept: isKept)
        pending = FalcosidekickMetrics.Pending()
    }

    // MARK: Bodies

    private func record(
        _ body: UnsafeRawBufferPointer,
        as form: ExchangeForm,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) -> HTTPAnswer {
        switch form {
        case .plain, .test:
            return record(body, origin, &counters)
        case .gzip, .zstd:
            do throws(CompressionError) {
                return try decoder.withBody(body, encoding: form) { record($0, origin, &counters) }
            } catch {
                guard error.code == .tooLarge else {
                    refuse(body, "content-encoding", "\(form): \(error.message)", origin, &counters)
                    return Self.invalid
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

    private func record(
        _ body: UnsafeRawBufferPointer,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) -> HTTPAnswer {
        switch recordAlert(body, origin, &counters) {
        case .success(let id):
            return HTTPAnswer(status: 200, headers: [HTTPHeader("X-Eyrie-Event-Id", id.description)])
        case .failure(let fault):
            return recordPieces(of: body, fault, origin, &counters)
        }
    }

    /// Records bytes that are meant to be one alert, unless they came before; counts them if they are one.
    func recordAlert(
        _ bytes: UnsafeRawBufferPointer,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) -> Result<EventID, PayloadFault> {
        let outcome = recorder.record(bytes, from: origin) { id, alert in
            let key = DuplicateWindow.Key(id: id, kind: origin.kind, sender: origin.sender)
            guard window.admit(key, at: origin.receivedMilliseconds) else { return false }
            if falcosidekick != nil {
                pending.alerts[FalcosidekickMetrics.Labels(alert), default: 0] += 1
            }
            return true
        }
        if case .broken(let fault) = outcome {
            return .failure(fault)
        }
        counters.received += 1
        counters.count(outcome)
        switch outcome {
        case .appended(let id), .sensor(let id), .filtered(let id, _), .dropped(let id), .duplicate(let id):
            return .success(id)
        case .broken(let fault):
            return .failure(fault)
        }
    }

    func refuse(
        _ bytes: UnsafeRawBufferPointer,
        _ code: String,
        _ message: String,
        _ origin: AlertRecorder.Origin,
        _ counters: inout DoorCounters
    ) {
        counters.received += 1
        counters.deadLettered += 1
        recorder.recordDeadLetter(bytes, code: code, message: message, from: origin)
    }

    // MARK: Answers

    private var tooLarge: HTTPAnswer {
        .text(413, "The body is larger than \(bodyLimit) bytes\n")
    }

    private func beginning(of body: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: body.prefix(Self.keptOverflowBytes))
    }

    /// An alert as falcosidekick's `/test` makes one; a counter below the millisecond tells two of them apart.
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
