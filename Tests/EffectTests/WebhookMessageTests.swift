import EffectRuntime
import EventModel
import Foundation
import Outlets
import PipelineTestKit
import Telemetry
import Testing

@Suite("The messages of a webhook")
struct WebhookMessageTests {
    private static let effect = WebhookEffect(
        WebhookSettings(
            destinations: [WebhookSettings.Destination(name: "soc", url: Secret("https://x.example/"), keys: [])]
        )
    )

    private func message(_ event: IncidentEvent, offset: Int64 = 41, after told: String? = nil) -> Notice? {
        let source = NoticeSource(partition: 2, offset: offset, timestampMilliseconds: 0, key: [], value: [])
        guard Self.effect.subject(of: event) != nil else { return nil }
        return Self.effect.notice(of: event, at: source, to: "soc", after: told)
    }

    private func object(_ notice: Notice?) throws -> [String: Any] {
        let body = try #require(notice?.body)
        return try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    }

    @Test("The body is type, timestamp and data, byte for byte")
    func bytes() throws {
        let notice = try #require(message(incident(.opened, "d4191834714542dcf3e5d8a6ab386c9b")))
        #expect(
            String(decoding: notice.body, as: UTF8.self)
                == #"{"type":"incident.opened","timestamp":"2026-01-05T00:00:00.000000000Z","data":"#
                + #"{"incident":"d4191834714542dcf3e5d8a6ab386c9b","version":41,"#
                + #""title":"Terminal shell in container in shop/cart/app","severity":"Critical","risk":0.82,"#
                + #""profile":"acme/prod/shop/cart/app","#
                + #""entity":"acme/prod/shop/cart-5d8f7c9b4-x2x7k/0123456789ab","#
                + #""opened":"2026-01-05T00:00:00.000000000Z","time":"2026-01-05T00:00:00.000000000Z","alerts":1,"#
                + #""tactics":["mitre_execution"],"techniques":[]}}"#
        )
        #expect(notice.told == "opened Critical 820 1")
        #expect(notice.version == 41 && notice.subject == "d4191834714542dcf3e5d8a6ab386c9b")
    }

    @Test(
        "Opened, escalated, triaged and closed are told, evidence alone is not",
        arguments: zip(
            [
                IncidentEvent.Kind.opened, .escalated, .acknowledged, .confirmed, .markedFalsePositive, .closed,
                .evidenceAdded, .unknown,
            ],
            [true, true, true, true, true, true, false, false]
        )
    )
    func kinds(kind: IncidentEvent.Kind, isTold: Bool) throws {
        let notice = message(incident(kind, "i"))
        #expect((notice != nil) == isTold)
        #expect(notice == nil || notice?.type == "incident.\(kind.rawValue)")
    }

    @Test("A message says what the last one said")
    func change() throws {
        let data = try #require(
            try object(message(incident(.escalated, "i", alerts: 9), after: "opened Notice 400 3"))["data"]
                as? [String: Any]
        )
        let since = try #require(data["since"] as? [String: Any])
        #expect(since["type"] as? String == "incident.opened")
        #expect(since["severity"] as? String == "Notice")
        #expect(since["risk"] as? Double == 0.4)
        #expect(since["alerts"] as? Int == 3)
        #expect(data["alerts"] as? Int == 9)
    }

    @Test("Text of an attacker stays text: escaped, visible and bounded, and the body stays below 20 KiB")
    func hostileText() throws {
        let evil = "\"},\"type\":\"x\"\\ \u{1B}[31m\r\n\u{202E}txt\u{2066}\u{200B}\u{0} "
        let huge = String(repeating: evil + "\u{1F600}", count: 5_000)
        var event = incident(.opened, huge)
        event.title = huge
        event.profile = Profile(huge)
        event.entity = Entity(huge)
        event.by = huge
        event.note = huge
        event.tactics = TextList((0..<2_000).map { "T\($0)" + huge })
        event.evidence = Evidence(
            event: EventID(high: 1, low: 2),
            time: event.time,
            receivedMilliseconds: 0,
            rule: huge,
            priority: .critical,
            score: .one,
            isAnomalous: true,
            reasons: TextList((0..<500).map { _ in huge }),
            facts: Facts()
        )
        let notice = message(event, after: "opened \(String(repeating: "x", count: 100)) 400 3")
        let body = try #require(notice?.body)
        #expect(body.count < 20 << 10, "\(body.count)")
        let object = try object(notice)
        #expect(object["type"] as? String == "incident.opened")
        let data = try #require(object["data"] as? [String: Any])
        #expect(data["tags_left_out"] as? Int == 1968)
        #expect((data["evidence"] as? [String: Any])?["reasons_left_out"] as? Int == 492)
        let text = String(decoding: body, as: UTF8.self)
        for scalar in ["\u{1B}", "\r", "\n", "\u{202E}", "\u{2066}", "\u{200B}", "\u{0}", "\\u001b", "\\n"] {
            #expect(!text.contains(scalar))
        }
    }

    @Test("The signature is that of the specification's example, and one for each key")
    func signature() throws {
        // Source: the example of the Standard Webhooks specification and its reference libraries.
        let key = try #require(WebhookSignature.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let body = Array(#"{"test": 2432232314}"#.utf8)
        let signed = WebhookSignature.header(
            of: body,
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            seconds: 1_614_265_330,
            keys: [key]
        )
        #expect(signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        let other = try #require(WebhookSignature.key("whsec_" + Data(repeating: 7, count: 32).base64EncodedString()))
        let both = WebhookSignature.header(
            of: body,
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            seconds: 1_614_265_330,
            keys: [other, key]
        ).split(separator: " ")
        #expect(both.count == 2 && both[1] == signed)
    }

    @Test(
        "An invalid key gives nil",
        arguments: [
            "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA", "whsec_!!!!", "whsec_MfKQ9r8GKYqrT",
        ]
    )
    func badKeys(text: String) {
        #expect(WebhookSignature.key(text) == nil)
    }
}
