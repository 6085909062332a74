// The routes of each room, joined by routes.cc in the order of the document.
//
// To add a room: its function here, its file routes/<room>.cc, its line in routes.cc. Tables are
// constant and live as long as the program.
#pragma once

#include <span>

#include "server/router.h"

namespace bartizan::server {

std::span<const Route> meta_routes();           // version, health, this document
std::span<const Route> session_routes();        // signing in and out
std::span<const Route> me_routes();             // one's own account
std::span<const Route> token_routes();          // for programs
std::span<const Route> account_routes();        // the accounts of others
std::span<const Route> audit_routes();          // who did what
std::span<const Route> work_routes();           // roots, scans, uploads, jobs, events, explain
std::span<const Route> overview_routes();       // counts
std::span<const Route> system_routes();         // declared and found, exposure
std::span<const Route> reconcile_routes();      // shadow, ghost, drift
std::span<const Route> artifact_routes();       // model files, their insides and bytes
std::span<const Route> finding_routes();        // one by one and by cause
std::span<const Route> decision_routes();       // accept, assign, undo
std::span<const Route> case_routes();           // the state of a case
std::span<const Route> inventory_routes();      // records, lint, imports, export
std::span<const Route> system_part_routes();    // artifacts, components, answers, history
std::span<const Route> assessment_routes();     // roadmap, frameworks, answers
std::span<const Route> framework_system_routes();  // systems x requirements
std::span<const Route> plan_routes();           // actions
std::span<const Route> trend_routes();          // totals over time
std::span<const Route> export_routes();         // OSCAL, CSV, reports, attachments
std::span<const Route> bom_routes();            // what systems are made of, components anywhere
std::span<const Route> policy_routes();         // the register, faq
std::span<const Route> posture_routes();        // raised, lowered
std::span<const Route> readiness_routes();      // what makes ready
std::span<const Route> risk_routes();           // the register of risks
std::span<const Route> vulnerability_routes();  // clocks, cases, feeds
std::span<const Route> vex_routes();            // statements about weaknesses, and their document
std::span<const Route> watched_routes();        // watched places, settings
std::span<const Route> notification_routes();   // who is told what, the feed of it

}  // namespace bartizan::server
