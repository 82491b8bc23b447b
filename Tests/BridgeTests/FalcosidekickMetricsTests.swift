import EventModel
import FalcoBridge
import HTTPRequests
import LogPort
import PipelineTestKit
import Testing

@Suite("falcosidekick's metrics")
struct FalcosidekickMetricsTests {
    private var settings: IntakeSettings {
        var settings = IntakeHarness.quick
        settings.hasFalcosidekickMetrics = true
        return settings
    }

    private func lines(_ harness: DoorHarness) throws -> [String] {
        try harness.client.get(harness.url + "/metrics").text.split(separator: "\n")
            .filter { $0.hasPrefix("falcosecurity_falcosidekick_") }.map(String.init)
    }

    @Test("The three families have falcosidekick's names, labels and values")
    func families() throws {
        let harness = try DoorHarness(settings: settings)
        defer { harness.close() }
        for body in [sampleAlert(1), sampleAlert(2), sampleAlert(1), "x", "[\(sampleAlert(3)),7]"] {
            _ = try harness.post(body)
        }
        _ = try harness.post(#"{"output":"o","rule":"R \"q\"","priority":"CRITICAL","time":"2026-03-02T08:15:30Z"}"#)
        _ = try harness.client.get(harness.url + "/")
        let pod = "web-6d4b75cb6d-hx9kz"
        #expect(
            Set(try lines(harness)) == [
                #"falcosecurity_falcosidekick_inputs_total{source="requests",status="accepted"} 5"#,
                // A body that is not an alert, and a GET.
                #"falcosecurity_falcosidekick_inputs_total{source="requests",status="rejected"} 2"#,
                #"falcosecurity_falcosidekick_outputs_total{destination="eyrie",status="ok"} 4"#,
                #"falcosecurity_falcosidekick_outputs_total{destination="eyrie",status="error"} 0"#,
                #"falcosecurity_falcosidekick_falco_events_total{hostname="node-1",rule="Sample rule",priority="3","#
                    + #"priority_raw="notice",source="syscall",k8s_ns_name="shop",k8s_pod_name="\#(pod)"} 3"#,
                #"falcosecurity_falcosidekick_falco_events_total{hostname="",rule="R \"q\"",priority="6","#
                    + #"priority_raw="critical",source="syscall",k8s_ns_name="",k8s_pod_name=""} 1"#,
            ]
        )
    }

    @Test("Series beyond the bound share one whose labels say other")
    func bounded() throws {
        let harness = try DoorHarness(settings: settings)
        defer { harness.close() }
        for start in stride(from: 0, to: 2100, by: 100) {
            let body = (start..<start + 100).map { sampleAlert($0, pod: "pod-\($0)") }.joined(separator: "\n")
            #expect(try harness.post(body).status == 200)
        }
        let events = try lines(harness).filter { $0.contains("falco_events_total") }
        #expect(events.count == 2001)
        let other = try #require(events.first { $0.contains(#"hostname="other""#) })
        #expect(other.contains(#"k8s_pod_name="other""#))
        #expect(other.hasSuffix(" 100"))
    }

    @Test("An alert that was not kept is not an event, but an error of the output")
    func refused() throws {
        let harness = try DoorHarness(settings: settings)
        defer { harness.close() }
        harness.log.armFault(.retry, onNext: "LogProducer.commit")
        #expect(try harness.post(sampleAlert(1)).status == 503)
        #expect(try harness.post(sampleAlert(1)).status == 200)
        let lines = try lines(harness)
        #expect(lines.contains(#"falcosecurity_falcosidekick_outputs_total{destination="eyrie",status="error"} 1"#))
        #expect(lines.contains(#"falcosecurity_falcosidekick_outputs_total{destination="eyrie",status="ok"} 1"#))
        #expect(lines.filter { $0.contains("events_total") }.allSatisfy { $0.hasSuffix(" 1") })
        #expect(lines.contains(#"falcosecurity_falcosidekick_inputs_total{source="requests",status="accepted"} 1"#))
    }
}
