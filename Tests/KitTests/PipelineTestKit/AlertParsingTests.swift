import EventModel
import Foundation
import PipelineTestKit
import Testing

@Suite("Generated alerts as the pipeline reads them")
struct AlertParsingTests {
    @Test("JSON variants are JSON exactly where they are meant to be", arguments: AlertVariant.allCases)
    func variants(_ variant: AlertVariant) {
        let isJSON = (try? JSONSerialization.jsonObject(with: Data(variant.line))) != nil
        switch variant {
        case .containerdWrapped, .banner, .libraryLog, .emptyLine, .truncated, .invalidUTF8, .tooDeep:
            #expect(!isJSON)
        // Foundation refuses a string with a NUL escape on no platform, and keeps one of two equal keys.
        default:
            #expect(isJSON, "\(String(decoding: variant.line, as: UTF8.self))")
        }
    }

    @Test("the reader takes what is meant as an alert, and nothing else", arguments: AlertVariant.allCases)
    func reader(_ variant: AlertVariant) {
        let reading = variant.line.withUnsafeBytes { bytes in
            try? AlertReader().read(bytes)
        }
        switch variant.kind {
        case .alert, .internalAlert: #expect(reading != nil)
        case .wrapped: #expect(reading?.alert.form == .unwrapped)
        case .several, .noAlert, .broken: #expect(reading == nil)
        }
        if variant.kind == .alert {
            #expect(reading?.isJSON == (variant != .invalidUTF8))
        }
    }

    @Test("every generated alert is read, and its profile is the workload, whatever the pod", arguments: [1, 2])
    func profiles(_ seed: UInt64) throws {
        let naming = ProfileNaming(tenant: "default", cluster: "local")
        let reader = AlertReader()
        let day = AlertGenerator(seed: seed).quietDay(alerts: 3_000)
        var profiles: Set<String> = []
        for index in 0..<day.count {
            let alert = try day[index].withUnsafeBytes { try reader.read($0).alert }
            profiles.insert(naming.profile(of: alert).rawValue)
            #expect(alert.time.nanoseconds == day.entries[index].nanoseconds)
        }
        // 30 workloads, of which two are the nodes' own processes: those have a profile for each node they run on.
        let workloads = profiles.filter { $0.split(separator: "/").count == 5 }
        #expect(workloads.count == 28)
        #expect(workloads.contains("default/local/payments/payments-api/app"))
        #expect(workloads.contains("default/local/data/postgres/postgres"))
        #expect(workloads.contains { $0.hasSuffix("/nightly-backup/backup") })
        #expect(workloads.contains { $0.hasSuffix("/calico-node/calico-node") })
        #expect(profiles.subtracting(workloads).allSatisfy { $0.hasPrefix("default/local/node-") })
    }
}
