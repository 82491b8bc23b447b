import EventModel
import Foundation
import JSONText
import PipelineTestKit
import Testing

/// What features read of an envelope is what the envelope says, and what is no envelope is refused in the same words.
@Suite("An envelope as features read it")
struct ReceivedAlertTests {
    private static let samples = Sample.all.filter { $0.payload == "alert-envelope" }

    private func read<Value: ReadablePayload>(_ type: Value.Type, _ bytes: [UInt8]) -> Result<Value, PayloadFault> {
        Result { () throws(PayloadFault) in try JSONParser().decode(type, from: bytes) }
    }

    /// Returns what differs between the two ways of reading; nil when nothing does.
    private func difference(_ bytes: [UInt8]) -> String? {
        switch (read(AlertEnvelope.self, bytes), read(ReceivedAlert.self, bytes)) {
        case (.success(let envelope), .success(let received)):
            let whole = ReceivedAlert(envelope)
            guard received.subject == whole.subject else { return "another subject" }
            guard received.eventTime == envelope.eventTime, received.alert.priority == envelope.alert.priority,
                received.alert.tags == envelope.alert.tags
            else { return "another alert" }
            for field in AlertField.allCases where received.alert.has(field) {
                guard received.alert.string(field) == envelope.alert.string(field) else { return "another \(field)" }
            }
            return nil
        case (.failure(let one), .failure(let other)):
            return one == other ? nil : "\(one), but \(other)"
        case (.success, .failure(let fault)): return "only the features refuse it: \(fault)"
        case (.failure(let fault), .success): return "only the envelope refuses it: \(fault)"
        }
    }

    private func json(_ value: Any) throws -> String {
        let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed])
        return String(decoding: data, as: UTF8.self)
    }

    @Test("Samples are read as the envelope is", arguments: samples)
    func whole(sample: Sample) throws {
        #expect(difference(sample.bytes) == nil)
        let received = try read(ReceivedAlert.self, sample.bytes).get()
        #expect(!received.alert.has(.output) || sample.name.contains("base64"))
        #expect(received.alert.has(.rule) && received.alert.has(.source))
    }

    @Test("Each member that is missing, null or of another kind is refused in the same words", arguments: samples)
    func members(sample: Sample) throws {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(sample.bytes)) as? [String: Any])
        let others: [Any?] = [nil, NSNull(), 7, "x", ["a": 1], [1]]
        var refused = 0
        for name in object.keys.sorted() {
            for other in others {
                var changed = object
                changed[name] = other
                // `data` has to be last with its size before it, as the bridge writes it.
                let data = changed.removeValue(forKey: "data")
                let size = changed.removeValue(forKey: "datasize")
                var text = try json(changed)
                if let data {
                    let received = try json(data)
                    text.removeLast()
                    if name != "datasize" {
                        text += ",\"datasize\":\(received.utf8.count)"
                    } else if let size {
                        text += ",\"datasize\":\(try json(size))"
                    }
                    text += ",\"data\":\(received)}"
                }
                #expect(difference(Array(text.utf8)) == nil, "\(name): \(text)")
                if case .failure = read(ReceivedAlert.self, Array(text.utf8)) { refused += 1 }
            }
        }
        #expect(refused > 30)
    }

    @Test("Changed envelopes are read or refused as one", arguments: FuzzBudget.seeds(10))
    func changed(seed: UInt64) {
        var mutator = ByteMutator(
            corpus: Self.samples.map(\.bytes),
            words: [
                #""id":"#, #""data":{"#, #","datasize":"#, "null", "\\u0000", "1e999", #""digest":"#, #""time":"x""#,
            ],
            seed: seed
        )
        for number in FuzzBudget(1_000, "changed envelopes", sharedBy: 1) {
            let bytes = mutator.next()
            guard let difference = difference(bytes) else { continue }
            Issue.record("seed \(seed), input \(number): \(difference): \(String(decoding: bytes, as: UTF8.self))")
            return
        }
    }
}
